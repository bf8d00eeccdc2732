import type { Pool } from "pg";
import { listen } from "../../../node/data/listen.ts";
import { Alarm } from "../../../node/prover/alarm.ts";

/** Milliseconds after which a change is looked for without having been heard of. */
const patienceMs = 1_000;

/** Hears of changes of tasks in the index, so that whoever counts them asks once for each block and not all the time. */
export class TaskChanges implements AsyncDisposable {
  readonly #stopping = new AbortController();
  readonly #alarm = new Alarm();
  readonly #listening: Promise<void>;

  constructor(pool: Pool) {
    this.#listening = listen(pool, ["w3b_task"], () => this.#alarm.ring(), this.#stopping.signal);
    this.#listening.catch(() => undefined); // told by next() and by the end
  }

  /** Resolves when something changed since the last call. Throws what the connection throws. */
  async next(): Promise<void> {
    await Promise.race([this.#alarm.wait(patienceMs, false, this.#stopping.signal), this.#listening]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#listening;
  }
}
