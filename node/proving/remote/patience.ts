import { setTimeout as sleep } from "node:timers/promises";
import { W3bError } from "../../protocol/errors.ts";
import type { RemoteLimits } from "./limits.ts";

/**
 * One piece of work at a proving service: when it must be done, who may give it up, and how long to pause between
 * looks. All its waits end at the deadline.
 */
export class Patience {
  /** Aborts when the work is given up or its time is over. */
  readonly signal: AbortSignal;
  readonly #limitMs: number;
  readonly #deadline: AbortSignal;
  readonly #givenUp: AbortSignal | undefined;
  readonly #limits: RemoteLimits;

  constructor(limits: RemoteLimits, limitMs: number, givenUp?: AbortSignal) {
    this.#limits = limits;
    this.#limitMs = limitMs;
    this.#deadline = AbortSignal.timeout(limitMs);
    this.#givenUp = givenUp;
    this.signal = givenUp ? AbortSignal.any([this.#deadline, givenUp]) : this.#deadline;
  }

  /** Pauses after the `count`-th failure or look, counted from 0. Throws what {@link check} throws. */
  async pause(count: number): Promise<void> {
    const { pauseMs, longestPauseMs } = this.#limits;
    const ms = Math.min(pauseMs * 1.5 ** Math.min(count, 50), longestPauseMs);
    await sleep(ms, undefined, { signal: this.signal }).catch(() => undefined);
    this.check();
  }

  /** Throws PROVING_ABORTED when the work was given up, PROVING_TIMEOUT when its time is over. */
  check(): void {
    if (this.#givenUp?.aborted) throw new W3bError("PROVING_ABORTED", "Proving was given up.");
    if (!this.#deadline.aborted) return;
    throw new W3bError("PROVING_TIMEOUT", `The proving service was not done after ${this.#limitMs} ms.`, {
      action: "Raise the time limit of the proving service's settings if claims leave that much time.",
    });
  }

  /** Asks until there is an answer, with growing pauses. Throws what `ask` and {@link check} throw. */
  async poll<T>(ask: () => Promise<T | undefined>): Promise<T> {
    for (let count = 0; ; count++) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      await this.pause(count);
    }
  }
}
