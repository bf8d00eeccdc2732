import type { Pool } from "pg";
import type { DataStore } from "../data/store.ts";
import type { AcceptedMessage } from "./accept.ts";
import { asDatabaseError } from "../protocol/database-trouble.ts";
import { storeMessages, type StoredMessage } from "./store-messages.ts";

/** Most messages committed together. */
const batchSize = 256;

interface Waiting {
  message: AcceptedMessage;
  resolve(stored: StoredMessage): void;
  reject(error: unknown): void;
}

/**
 * Stores messages durably, many in one commit: while one batch is being committed the next one gathers, so that the
 * rate does not depend on how long a commit takes.
 */
export class Ingest {
  readonly #pool: Pool;
  readonly #store: DataStore;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;

  constructor(pool: Pool, store: DataStore) {
    this.#pool = pool;
    this.#store = store;
  }

  /** Resolves once the message is on disk. Sending the same one again has the same result and stores nothing. */
  add(message: AcceptedMessage): Promise<StoredMessage> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, resolve, reject });
      this.#work ??= this.#drain().finally(() => (this.#work = undefined));
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, batchSize));
  }

  async #commit(batch: Waiting[]): Promise<void> {
    try {
      const stored = await storeMessages(
        this.#pool,
        this.#store,
        batch.map(({ message }) => message),
      );
      batch.forEach(({ resolve }, index) => resolve(stored[index]!));
    } catch (error) {
      if (batch.length === 1 || asDatabaseError(error) !== undefined)
        return batch.forEach(({ reject }) => reject(error));
      // One message must not take its neighbours with it.
      for (const one of batch) await this.#commit([one]);
    }
  }
}
