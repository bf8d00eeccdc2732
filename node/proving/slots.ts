import { FairTurns } from "./fair-turns.ts";

/** From this long on a turn is a long one, in milliseconds. */
const longMs = 1_000;
/** Owners of whom the length of turns is remembered. */
const mostOwners = 10_000;

interface Waiting {
  owner: string;
  begin: () => void;
}

/**
 * A counting semaphore that is shared fairly. An urgent caller overtakes a patient one, which has its turn then. Among
 * urgent ones owners take turns, those of short turns before those whose last was long: strangers decide how long their
 * programs run. Of more slots than one, the last is left to owners known for short turns. Patient callers are served by
 * the time that their owners had (start-time fair queueing): who comes anew is next, and none is left out.
 */
export class Slots {
  readonly #count: number;
  #free: number;
  readonly #urgent: Waiting[] = [];
  readonly #patient: Waiting[] = [];
  readonly #patientTurns = new FairTurns();
  /** An urgent caller has overtaken a patient one. */
  #overtaken = false;
  /** Urgent turns under way of owners whose turns are long, or not known. */
  #long = 0;
  /** How long the last turn of each owner took and when it began, by a counter; the most recent last. */
  readonly #owners = new Map<string, { ms: number | undefined; turn: number }>();
  #turns = 0;

  readonly #now: () => number;

  /** `now` is a clock in milliseconds. */
  constructor(count: number, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#count = count;
    this.#free = count;
  }

  /** Waits for a slot; the function returned gives it back. */
  take(place: "first" | "last", owner: string): Promise<() => void> {
    return new Promise((resolve) => {
      const begin = () => resolve(this.#begin(place, owner));
      (place === "first" ? this.#urgent : this.#patient).push({ owner, begin });
      this.#next();
    });
  }

  #begin(place: "first" | "last", owner: string): () => void {
    const isLong = place === "first" && !this.#isShort(owner);
    const since = this.#now();
    this.#free--;
    if (isLong) this.#long++;
    const end = place === "last" ? this.#patientTurns.begin(owner) : undefined;
    if (place === "first") this.#note(owner, this.#owners.get(owner)?.ms);
    return () => {
      this.#free++;
      if (isLong) this.#long--;
      end?.(this.#now() - since);
      if (place === "first") this.#note(owner, this.#now() - since);
      this.#next();
    };
  }

  #next(): void {
    while (this.#free > 0) {
      const patient = this.#patientTurns.next(this.#patient);
      const urgent = patient && this.#overtaken ? undefined : this.#urgentNow();
      const [next, queue] = urgent ? [urgent, this.#urgent] : [patient, this.#patient];
      if (!next) return;
      this.#overtaken = urgent !== undefined && patient !== undefined;
      queue.splice(queue.indexOf(next), 1);
      next.begin();
    }
  }

  /** Whose turn it is. */
  #urgentNow(): Waiting | undefined {
    const mayBeLong = this.#long < Math.max(1, this.#count - 1);
    let best: { waiting: Waiting; rank: [number, number] } | undefined;
    for (const waiting of this.#urgent) {
      const isShort = this.#isShort(waiting.owner);
      if (!isShort && !mayBeLong) continue;
      const known = this.#owners.get(waiting.owner);
      const rank: [number, number] = [known?.ms !== undefined && !isShort ? 1 : 0, known?.turn ?? 0];
      if (!best || rank[0] < best.rank[0] || (rank[0] === best.rank[0] && rank[1] < best.rank[1])) {
        best = { waiting, rank };
      }
    }
    return best?.waiting;
  }

  #isShort(owner: string): boolean {
    return (this.#owners.get(owner)?.ms ?? Infinity) < longMs;
  }

  #note(owner: string, ms: number | undefined): void {
    this.#owners.delete(owner);
    this.#owners.set(owner, { ms, turn: ++this.#turns });
    for (const oldest of this.#owners.keys()) {
      if (this.#owners.size <= mostOwners) break;
      this.#owners.delete(oldest);
    }
  }
}
