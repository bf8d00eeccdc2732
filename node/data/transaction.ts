import type { Pool, PoolClient } from "pg";
import { databaseTrouble } from "../protocol/database-trouble.ts";

/**
 * Runs `work` on a connection of its own. One that is lost, leads to a server that takes no writes (any more), or that
 * `drop` was called for does not go back into the pool.
 */
export async function onConnection<T>(
  pool: Pool,
  work: (client: PoolClient, drop: () => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  const drop = () => void (isBroken = true);
  client.on("error", drop); // a connection may end between two queries; the next query reports it
  try {
    return await work(client, drop);
  } catch (error) {
    if (databaseTrouble(error) === "gone") drop();
    throw error;
  } finally {
    client.off("error", drop);
    client.release(isBroken);
  }
}

/** Runs `work` in one database transaction: committed when it resolves, undone when it throws. */
export function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return onConnection(pool, async (client, drop) => {
    try {
      await client.query("BEGIN");
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(drop);
      throw error;
    }
  });
}
