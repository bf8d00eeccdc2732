import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { databaseTrouble } from "../protocol/database-trouble.ts";
import { messageOf, W3bError } from "../protocol/errors.ts";
import { poolerRefusal } from "./own-sessions.ts";

export interface PoolOptions {
  url: string;
  /** Shown in pg_stat_activity, for example "w3b prover". */
  applicationName: string;
  /** Connections at most. Default 10. */
  max?: number;
  log?: Pick<Logger, "warn">;
}

/**
 * A connection pool that survives a restart of the server: broken idle connections are reported and replaced.
 * No connection within 10 s, a statement over 60 s, or no answer within 90 s is an error of the query that wanted it.
 */
export function createPool({ url, applicationName, max = 10, log }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    query_timeout: 90_000, // the client's own clock, for a server that vanished without a word
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
  });
  // Without a listener a lost idle connection would end the process.
  pool.on("error", (error) => log?.warn({ error: messageOf(error) }, "A database connection was lost"));
  return pool;
}

export interface WaitOptions {
  /** How long to keep trying. Default 60 s. */
  timeoutMs?: number;
  log?: Pick<Logger, "warn">;
  signal?: AbortSignal;
}

/**
 * Returns once the database answers; retries with back-off from 0.2 to 5 s and says so. A wrong password or a missing
 * database will not mend itself and fails at once. Throws W3bError DATABASE_REFUSED, DATABASE_SHARES_SESSIONS,
 * DATABASE_UNAVAILABLE; AbortError.
 */
export async function waitForDatabase(
  pool: Pick<pg.Pool, "query">,
  { timeoutMs = 60_000, log, signal }: WaitOptions = {},
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let delay = 200; ; delay = Math.min(delay * 2, 5_000)) {
    try {
      await pool.query("SELECT 1");
      return;
    } catch (error) {
      const refusal = poolerRefusal(error);
      if (refusal) throw refusal;
      if (databaseTrouble(error) === "refused") {
        throw new W3bError("DATABASE_REFUSED", `The database refused the connection: ${messageOf(error)}`, {
          action: "Check user, password and database name in DATABASE_URL.",
          cause: error,
        });
      }
      if (Date.now() + delay > deadline) {
        throw new W3bError("DATABASE_UNAVAILABLE", `The database does not answer: ${messageOf(error)}`, {
          kind: "unavailable",
          action: "Start the server, or check host and port in DATABASE_URL. A service told to --wait waits for it.",
          cause: error,
        });
      }
      log?.warn({ error: messageOf(error), retryInMs: delay }, "The database does not answer; trying again");
      await sleep(delay, undefined, { signal });
    }
  }
}
