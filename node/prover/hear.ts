import type { Pool, PoolClient } from "pg";
import type { Logger } from "pino";
import { reasonOf } from "../chain/trouble.ts";

/** Pause before a lost connection is made again, in milliseconds. */
const reconnectMs = 1_000;

/**
 * Calls `notice` whenever a task changed in the index or a transaction in the outbox, and after each (re)connection,
 * since what happened meanwhile was not heard. Notifications are a convenience: the caller polls as well.
 */
export function hear(pool: Pool, logger: Logger, notice: () => void): { stop(): Promise<void> } {
  let client: PoolClient | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const lose = (error: unknown) => {
    const lost = client;
    client = undefined;
    lost?.release(true);
    if (stopped || timer) return;
    logger.warn({ reason: reasonOf(error) }, "not hearing of new tasks; polling until Postgres is back");
    timer = setTimeout(() => {
      timer = undefined;
      connecting = connect();
    }, reconnectMs);
  };

  const connect = async (): Promise<void> => {
    try {
      client = await pool.connect();
      const mine = client;
      const loseMine = (error: unknown) => mine === client && lose(error);
      client.on("error", loseMine);
      client.on("end", () => loseMine(new Error("the connection ended")));
      client.on("notification", notice);
      await client.query("LISTEN w3b_task; LISTEN w3b_outbox");
      notice();
    } catch (error) {
      lose(error);
    }
  };

  let connecting = connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await connecting;
      client?.release(true);
      client = undefined;
    },
  };
}
