import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { reasonOf } from "../chain/trouble.ts";
import { listen } from "../data/listen.ts";

/** Pause before a lost connection is made again, in milliseconds. */
const reconnectMs = 1_000;

/**
 * Calls `notice` whenever a task changed in the index or a transaction in the outbox, and after each (re)connection,
 * since what happened meanwhile was not heard. Notifications are a convenience: the caller polls as well.
 */
export function hear(pool: Pool, logger: Logger, notice: () => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const hearing = (async () => {
    while (!signal.aborted) {
      try {
        await listen(pool, ["w3b_task", "w3b_outbox"], notice, signal);
      } catch (error) {
        if (signal.aborted) return;
        logger.warn({ reason: reasonOf(error) }, "not hearing of new tasks; polling until Postgres is back");
        await sleep(reconnectMs, undefined, { signal }).catch(() => undefined); // woken by stop
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await hearing;
    },
  };
}
