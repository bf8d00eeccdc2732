import { until } from "../../scripts/devnet/until.ts";

type Truthy<T> = Exclude<T, undefined | null | false | 0 | "">;

/**
 * Waits until `probe` returns something truthy, and returns that. The limit only ends a
 * test that hangs: it is no judgement of speed, and no machine is too slow for it.
 */
export function eventually<T>(
  /** What is waited for, for the error. */
  what: string,
  probe: () => T | Promise<T>,
): Promise<Truthy<T>> {
  return until(async () => ((await probe()) || undefined) as Truthy<T> | undefined, {
    what,
    timeoutMs: 1_200_000,
    intervalMs: 10,
  });
}
