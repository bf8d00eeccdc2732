import type { PoolClient } from "pg";
import type { SenderOptions } from "./context.ts";

/** The sole right to send for an account, held for as long as its database connection lives. */
export interface Lease {
  client: PoolClient;
  /** Aborted when the connection is lost. */
  lost: AbortSignal;
  /** Gives the right back. */
  release(): Promise<void>;
}

/**
 * Takes the account's lock, if nobody else has it; undefined otherwise. The lock belongs to the session: it is gone with
 * the process or the connection, and no clock decides. `wake` is called when something is queued for any account.
 */
export async function takeLease(
  { pool, account }: Pick<SenderOptions, "pool" | "account">,
  wake: () => void,
): Promise<Lease | undefined> {
  const client = await pool.connect();
  const abort = new AbortController();
  client.on("error", (error) => abort.abort(error));
  client.on("end", () => abort.abort(new Error("The database connection ended")));
  client.on("notification", ({ payload }) => {
    if (payload?.startsWith("queued ")) wake();
  });
  const release = async () => {
    // Closing the session would free the lock as well, but some time after this returns.
    if (!abort.signal.aborted) await client.query("SELECT pg_advisory_unlock_all()").catch(() => undefined);
    client.release(true);
  };
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended('w3b sender ' || lower($1), 0)) AS taken",
      [account.address],
    );
    if (rows[0]?.taken) {
      await client.query("LISTEN w3b_outbox");
      return { client, lost: abort.signal, release };
    }
    await release();
    return undefined;
  } catch (error) {
    await release();
    throw error;
  }
}
