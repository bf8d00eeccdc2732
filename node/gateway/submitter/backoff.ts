/** First and longest pause, in milliseconds. */
const firstMs = 1_000;
const longestMs = 60_000;

/**
 * What failed lately and when it may be tried again: 1 s after the first failure, twice as long after each further one,
 * at most a minute. Kept in memory: a restart tries everything again at once.
 */
export class Backoff {
  readonly #failures = new Map<string, { count: number; until: number }>();

  /** Notes a failure; returns how many there were in a row. */
  failed(key: string): number {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    this.#failures.set(key, { count, until: Date.now() + Math.min(firstMs * 2 ** (count - 1), longestMs) });
    return count;
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** What must not be tried yet. Forgets what nobody has asked about for long. */
  waiting(): string[] {
    const now = Date.now();
    for (const [key, { until }] of this.#failures) if (until + 10 * longestMs < now) this.#failures.delete(key);
    return [...this.#failures].filter(([, { until }]) => until > now).map(([key]) => key);
  }
}
