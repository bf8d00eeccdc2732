/** What failed lately and when it may be tried again: twice as long after each further failure. In memory only. */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #failures = new Map<string, { count: number; until: number }>();

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** Notes a failure; returns how many there were in a row. */
  failed(key: string): number {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const pause = Math.min(this.#firstMs * 2 ** (count - 1), this.#longestMs);
    this.#failures.set(key, { count, until: performance.now() + pause });
    return count;
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** Whether it must not be tried yet. */
  holds(key: string): boolean {
    return (this.#failures.get(key)?.until ?? 0) > performance.now();
  }

  /** All that must not be tried yet. Forgets what nobody has asked about for long. */
  held(): string[] {
    const now = performance.now();
    for (const [key, { until }] of this.#failures) {
      if (until + 10 * this.#longestMs < now) this.#failures.delete(key);
    }
    return [...this.#failures.keys()].filter((key) => this.holds(key));
  }
}
