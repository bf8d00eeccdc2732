import type { Hex } from "viem";
import type { Job } from "./jobs.ts";

/** For how long a claim that was seen in a block is believed to stand, in milliseconds. */
const believedMs = 20_000;
/** Claims remembered; the prover never has more that are not proved. */
const most = 1_000;

/**
 * Claims that this process has just seen mined: the chain need not be asked whether they stand before they are proved. A
 * reorganisation may undo one; what proving costs then is less than asking for each.
 */
export class SeenClaims {
  /** When, in milliseconds of performance.now(). */
  readonly #seen = new Map<Hex, number>();

  add({ taskId }: Job): void {
    this.#seen.delete(taskId);
    this.#seen.set(taskId, performance.now());
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > most && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** How long ago the job's claim was seen, in milliseconds, the first time this is asked; undefined if that is too long ago. */
  take({ taskId }: Job): number | undefined {
    const seen = this.#seen.get(taskId);
    this.#seen.delete(taskId);
    const agoMs = seen === undefined ? Infinity : performance.now() - seen;
    return agoMs <= believedMs ? agoMs : undefined;
  }
}
