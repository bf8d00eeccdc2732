/**
 * Answers many look-ups with one query: while a query runs, those who ask wait together for the next one. Every answer
 * comes from a query that began after it was asked for, so nothing is ever stale.
 */
export class Coalescer<V> {
  readonly #fetch: (keys: string[]) => Promise<Map<string, V>>;
  #waiting: Waiting<V>[] = [];
  #running = false;

  /** `fetch` answers a set of keys at once; keys it leaves out have no value. */
  constructor(fetch: (keys: string[]) => Promise<Map<string, V>>) {
    this.#fetch = fetch;
  }

  /** The key's value, or undefined. Throws what `fetch` throws. */
  get(key: string): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        const values = await this.#fetch([...new Set(batch.map(({ key }) => key))]);
        for (const { key, resolve } of batch) resolve(values.get(key));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = false;
  }
}

interface Waiting<V> {
  key: string;
  resolve(value: V | undefined): void;
  reject(error: unknown): void;
}
