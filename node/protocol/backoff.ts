/** What failed lately and when it may be tried again: twice as long after each further failure. In memory only. */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #now: () => number;
  readonly #failures = new Map<string, { count: number; until: number }>();

  /** `now` is the clock it goes by, in milliseconds. */
  constructor(firstMs: number, longestMs: number, now = () => performance.now()) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#now = now;
  }

  /** Notes a failure; returns how many there were in a row. */
  failed(key: string): number {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const pause = Math.min(this.#firstMs * 2 ** (count - 1), this.#longestMs);
    this.#failures.set(key, { count, until: this.#now() + pause });
    return count;
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** Whether it must not be tried yet. */
  holds(key: string): boolean {
    return (this.#failures.get(key)?.until ?? 0) > this.#now();
  }

  /** All that must not be tried yet. Forgets what nobody has asked about for long. */
  held(): string[] {
    const now = this.#now();
    for (const [key, { until }] of this.#failures) {
      if (until + 10 * this.#longestMs < now) this.#failures.delete(key);
    }
    return [...this.#failures.keys()].filter((key) => this.holds(key));
  }
}
