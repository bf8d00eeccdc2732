import { setTimeout as sleep } from "node:timers/promises";
import type { Notification, Pool } from "pg";
import type { Logger } from "pino";
import { reasonOf } from "../chain/trouble.ts";
import { listen } from "../data/listen.ts";

/** Pause before a lost connection is made again, in milliseconds. */
const reconnectMs = 1_000;
/** "<state> <id>" of the outbox's notifications: being queued and sent changes no job, nor does a claim's becoming final. */
const isStep = /^((mined|failed) claim|(mined|failed|final) prove)/;

/** What there is to be heard: a task changed in the index, or a transaction of this operator got on. */
export type News = "task" | "transaction";

/**
 * Calls `notice` whenever a task changed in the index, or a claim or proof in the outbox in a way that jobs go on with,
 * and for both after each (re)connection, since what happened meanwhile was not heard. Notifications are a convenience:
 * the caller polls as well.
 */
export function hear(pool: Pool, logger: Logger, notice: (news: News) => void): { stop(): Promise<void> } {
  const heard = (message?: Notification) => {
    if (message?.channel !== "w3b_outbox") notice("task");
    if (!message || isStep.test(message.payload ?? "")) notice("transaction");
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  const hearing = (async () => {
    while (!signal.aborted) {
      try {
        await listen(pool, ["w3b_task", "w3b_outbox"], heard, signal);
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
