import { join } from "node:path";
import type { Logger } from "pino";
import { startPostgres } from "../database/embedded.ts";
import { requireOwnSessions } from "../database/own-sessions.ts";
import { createPool, waitForDatabase } from "../database/pool.ts";

export interface DatabaseOptions {
  databaseUrl?: string;
  dataDir: string;
  /** "true": the given Postgres need not answer yet. */
  wait: string;
}

/**
 * The given Postgres, once it gives whole sessions, or the embedded one of this data directory, which all processes of a
 * machine share. One that does not answer may have been mistyped: only a service told to wait waits for it.
 * Throws W3bError DATABASE_UNAVAILABLE, DATABASE_REFUSED, DATABASE_SHARES_SESSIONS.
 */
export async function openDatabase({ databaseUrl, dataDir, wait }: DatabaseOptions, logger: Logger) {
  if (databaseUrl) {
    const pool = createPool({ url: databaseUrl, applicationName: "w3b start", max: 1, log: logger });
    const timeoutMs = wait === "true" ? Infinity : 0;
    await waitForDatabase(pool, { timeoutMs, log: logger }).finally(() => pool.end());
    await requireOwnSessions(databaseUrl);
    return { url: databaseUrl, release: () => Promise.resolve() };
  }
  const server = await startPostgres({ dataDir: join(dataDir, "postgres"), log: logger });
  logger.info({ dataDir: server.dataDir }, "using the embedded Postgres; set DATABASE_URL to use another");
  return { url: server.url, release: () => server.stop() };
}
