/** Answers that change slowly, each used for a moment: many tasks that are looked at together share it. */
export class Recent {
  readonly #forMs: number;
  readonly #known = new Map<string, { until: number; value: Promise<unknown> }>();

  constructor(forMs: number) {
    this.#forMs = forMs;
  }

  /** What `ask` answers, or answered to the same key a moment ago. Throws what it throws. */
  get<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const known = this.#known.get(key);
    if (known && now < known.until) return known.value as Promise<T>;
    if (this.#known.size >= most) this.#forget(now);
    const value = ask();
    this.#known.set(key, { until: now + this.#forMs, value });
    value.catch(() => this.#known.delete(key)); // the next who asks asks again
    return value;
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#known) if (until <= now) this.#known.delete(key);
  }
}

/** Answers after which those that nobody may use any more are thrown away. */
const most = 100;
