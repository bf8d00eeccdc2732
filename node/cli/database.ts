import { join } from "node:path";
import type { Logger } from "pino";
import { startPostgres } from "../database/embedded.ts";
import { requireOwnSessions } from "../database/own-sessions.ts";
import { createPool, waitForDatabase } from "../database/pool.ts";

export interface DatabaseOptions {
  databaseUrl?: string;
  dataDir: string;
}

/**
 * The given Postgres, once it answers and gives whole sessions, or the embedded one of this data directory, which all
 * processes of a machine share. Throws W3bError DATABASE_REFUSED, DATABASE_SHARES_SESSIONS.
 */
export async function openDatabase({ databaseUrl, dataDir }: DatabaseOptions, logger: Logger) {
  if (databaseUrl) {
    const pool = createPool({ url: databaseUrl, applicationName: "w3b start", max: 1, log: logger });
    await waitForDatabase(pool, { timeoutMs: Infinity, log: logger }).finally(() => pool.end());
    await requireOwnSessions(databaseUrl);
    return { url: databaseUrl, release: () => Promise.resolve() };
  }
  const server = await startPostgres({ dataDir: join(dataDir, "postgres") });
  logger.info({ dataDir: server.dataDir }, "using the embedded Postgres; set DATABASE_URL to use another");
  return { url: server.url, release: () => server.stop() };
}
