/**
 * What a service knows under a project's number. Services of the older proto know one program a project and some of the
 * newer ignore the version, so programs of one project take turns; tasks of one program run side by side.
 */
export class ProjectSlots {
  readonly #slots = new Map<string, Slot>();

  /**
   * Runs `work` while no other program of the project is at work. `work` calls `known` before each task, which makes the
   * program known by `create` unless it was; after `forget` it is made known anew. Throws what `work` throws, and the
   * signal's reason when it fires while waiting.
   */
  async use<T>(
    project: string,
    program: string,
    signal: AbortSignal,
    create: (replaces: boolean) => Promise<void>,
    work: (slot: { known(): Promise<void>; forget(): void }) => Promise<T>,
  ): Promise<T> {
    const slot = this.#slot(project);
    slot.users++; // not evicted while it waits
    try {
      await enter(slot, program, signal);
      try {
        return await work({
          known: () => known(slot, create, signal),
          forget: () => (slot.created = undefined),
        });
      } finally {
        leave(slot);
      }
    } finally {
      slot.users--;
    }
  }

  #slot(project: string): Slot {
    let slot = this.#slots.get(project);
    if (slot === undefined) {
      slot = { program: undefined, replaces: false, created: undefined, working: 0, users: 0, waiting: [] };
      for (const [key, { users }] of this.#slots) {
        if (this.#slots.size < maxSlots) break;
        if (users === 0) this.#slots.delete(key);
      }
      this.#slots.set(project, slot);
    }
    return slot;
  }
}

/** Forgetting an idle project costs one call that makes it known again. */
const maxSlots = 4096;

interface Slot {
  /** The program at work, or the last one. */
  program: string | undefined;
  /** Whether the service had another program under this number before. */
  replaces: boolean;
  created: Promise<void> | undefined;
  working: number;
  users: number;
  waiting: (() => void)[];
}

async function enter(slot: Slot, program: string, signal: AbortSignal): Promise<void> {
  // Those who wait are not overtaken by tasks of the program they wait for.
  while (slot.working > 0 && (slot.program !== program || slot.waiting.length > 0)) {
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        slot.waiting = slot.waiting.filter((waiting) => waiting !== turn);
        reject(signal.reason as Error);
      };
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener("abort", giveUp, { once: true });
      slot.waiting.push(turn);
    });
  }
  if (slot.program !== program) {
    slot.replaces = slot.created !== undefined;
    slot.created = undefined;
  }
  slot.program = program;
  slot.working++;
}

function leave(slot: Slot): void {
  if (--slot.working > 0) return;
  for (const turn of slot.waiting.splice(0)) turn();
}

/** One call makes the program known for all that wait for it; one that fails is not remembered. */
async function known(slot: Slot, create: (replaces: boolean) => Promise<void>, signal: AbortSignal): Promise<void> {
  const created = (slot.created ??= create(slot.replaces));
  created.catch(() => {
    if (slot.created === created) slot.created = undefined;
  });
  let giveUp: (() => void) | undefined;
  const given = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
  try {
    await Promise.race([created, given]);
  } finally {
    if (giveUp) signal.removeEventListener("abort", giveUp);
  }
}
