import { setTimeout as sleep } from "node:timers/promises";
import { W3bError } from "../../node/protocol/errors.ts";

export interface UntilOptions {
  /** What is waited for, for the error. */
  what: string;
  timeoutMs: number;
  intervalMs?: number;
  signal?: AbortSignal;
}

/** Calls `probe` until it returns something other than undefined, null or false, and returns that. */
export async function until<T>(
  probe: () => Promise<T | undefined | null | false>,
  { what, timeoutMs, intervalMs = 100, signal }: UntilOptions,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < end) {
    signal?.throwIfAborted();
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
      last = undefined;
    } catch (error) {
      last = error; // not there yet: kept for the time-out's cause
    }
    await sleep(intervalMs, undefined, { signal });
  }
  throw new W3bError("TIMED_OUT", `${what} did not happen within ${timeoutMs / 1000} s`, { cause: last });
}
