import { until } from "../../scripts/devnet/until.ts";

/**
 * Waits until `probe` returns something other than undefined, null or false, and returns that. The limit only ends a
 * test that hangs: it is no judgement of speed, and no machine is too slow for it.
 */
export function eventually<T>(
  /** What is waited for, for the error. */
  what: string,
  probe: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  return until(async () => probe(), { what, timeoutMs: 300_000, intervalMs: 20 });
}
