import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { listen } from "../../../node/data/listen.ts";

/** Milliseconds after which a change is looked for without having been heard of. */
const patienceMs = 1_000;

/** Hears of changes of tasks in the index, so that whoever counts them asks once for each block and not all the time. */
export class TaskChanges implements AsyncDisposable {
  readonly #stopping = new AbortController();
  readonly #listening: Promise<void>;
  #heard = false;
  #wake: (() => void) | undefined;

  constructor(pool: Pool) {
    const heard = () => {
      this.#heard = true;
      this.#wake?.();
    };
    this.#listening = listen(pool, ["w3b_task"], heard, this.#stopping.signal);
    this.#listening.catch(() => undefined); // told by next() and by the end
  }

  /** Resolves when something changed since the last call. Throws what the connection throws. */
  async next(): Promise<void> {
    if (!this.#heard) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await Promise.race([promise, sleep(patienceMs, undefined, { ref: false }), this.#listening]);
    }
    this.#heard = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#listening;
  }
}
