/** Owners of whom it is remembered what they had. */
const mostOwners = 10_000;

interface Had {
  /** Time, in milliseconds; that of a turn under way as long as the last took. */
  ms: number;
  lastMs: number;
}

/** Whose turn it is by the time that each owner had: start-time fair queueing, where nobody saves up what he leaves. */
export class FairTurns {
  readonly #owners = new Map<string, Had>();
  /** What the owner had who began last: who had less than that has as much as that. */
  #floor = 0;

  /** Of those that wait, the first of an owner that had least. */
  next<T extends { owner: string }>(waiting: readonly T[]): T | undefined {
    let best: { waiting: T; had: number } | undefined;
    for (const each of waiting) {
      const had = this.#had(each.owner);
      if (!best || had < best.had) best = { waiting: each, had };
    }
    return best?.waiting;
  }

  /** Begins an owner's turn; the function returned ends it, with the milliseconds it took. */
  begin(owner: string): (ms: number) => void {
    const lastMs = this.#owners.get(owner)?.lastMs ?? 1;
    this.#floor = this.#had(owner);
    this.#note(owner, { ms: this.#floor + lastMs, lastMs });
    return (ms) => this.#note(owner, { ms: (this.#owners.get(owner)?.ms ?? 0) + ms - lastMs, lastMs: ms });
  }

  #had(owner: string): number {
    return Math.max(this.#floor, this.#owners.get(owner)?.ms ?? 0);
  }

  #note(owner: string, had: Had): void {
    this.#owners.delete(owner); // the most recent is the last to be forgotten
    this.#owners.set(owner, had);
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > mostOwners && oldest !== undefined) this.#owners.delete(oldest);
  }
}
