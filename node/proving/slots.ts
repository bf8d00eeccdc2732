/** A counting semaphore in which urgent callers overtake patient ones; within each group first come, first served. */
export class Slots {
  #free: number;
  readonly #waiting = { first: [] as (() => void)[], last: [] as (() => void)[] };

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a slot; the function returned gives it back. */
  async take(place: "first" | "last"): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting[place].push(resolve));
    return () => this.#release();
  }

  #release(): void {
    const next = this.#waiting.first.shift() ?? this.#waiting.last.shift();
    if (next) next();
    else this.#free++;
  }
}
