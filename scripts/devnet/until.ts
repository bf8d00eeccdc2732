import { setTimeout as sleep } from "node:timers/promises";
import { W3bError } from "../../node/protocol/errors.ts";

export interface UntilOptions {
  /** What is waited for, for the error and the progress. */
  what: string;
  /** Default: as long as it takes, for what has another way to fail. */
  timeoutMs?: number;
  intervalMs?: number;
  signal?: AbortSignal | undefined;
  /** Told every ten seconds that it is still waited for. */
  progress?: ((text: string) => void) | undefined;
}

/** Calls `probe` until it returns something other than undefined, null or false, and returns that. */
export async function until<T>(
  probe: () => Promise<T | undefined | null | false>,
  { what, timeoutMs = Infinity, intervalMs = 100, signal, progress }: UntilOptions,
): Promise<T> {
  const start = Date.now();
  let told = 0;
  let last: unknown;
  while (Date.now() < start + timeoutMs) {
    signal?.throwIfAborted();
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
      last = undefined;
    } catch (error) {
      last = error; // not there yet: kept for the time-out's cause
    }
    const seconds = Math.floor((Date.now() - start) / 10_000) * 10;
    if (seconds > told) progress?.(`waiting for ${what} (${seconds} s)`);
    told = seconds;
    await sleep(intervalMs, undefined, { signal });
  }
  throw new W3bError("TIMED_OUT", `${what} did not happen within ${timeoutMs / 1000} s`, { cause: last });
}
