/** How many tasks are proved at a time. */
export interface ProveLimits {
  /** Of one project. */
  ofProject: number;
  /** Of all: each holds its payload in memory. */
  ofAll: number;
}

/**
 * Which claimed task is proved next: one of the project that has fewest being proved. A project whose proofs hang keeps
 * others from none of their own.
 */
export class ProveTurns {
  readonly #limits: ProveLimits;
  readonly #proving = new Map<string, number>();
  #total = 0;

  constructor(limits: ProveLimits) {
    this.#limits = limits;
  }

  /** Of those that wait, in their order; undefined where nothing may begin now. */
  next<T extends { projectId: string }>(waiting: readonly T[]): T | undefined {
    if (this.#total >= this.#limits.ofAll) return undefined;
    let best: { waiting: T; count: number } | undefined;
    for (const each of waiting) {
      const count = this.#proving.get(each.projectId) ?? 0;
      if (count < this.#limits.ofProject && (!best || count < best.count)) best = { waiting: each, count };
    }
    return best?.waiting;
  }

  /** Counts one of a project; the function returned ends that, however often it is called. */
  begin(projectId: string): () => void {
    this.#add(projectId, 1);
    let isOver = false;
    return () => {
      if (!isOver) this.#add(projectId, -1);
      isOver = true;
    };
  }

  #add(projectId: string, change: 1 | -1): void {
    this.#total += change;
    const count = (this.#proving.get(projectId) ?? 0) + change;
    if (count === 0) this.#proving.delete(projectId);
    else this.#proving.set(projectId, count);
  }
}
