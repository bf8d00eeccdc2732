import { join } from "node:path";
import type { Logger } from "pino";
import { startPostgres } from "../database/embedded.ts";

export interface DatabaseOptions {
  databaseUrl?: string;
  dataDir: string;
}

/** The given Postgres, or the embedded one of this data directory, which all processes of a machine share. */
export async function openDatabase({ databaseUrl, dataDir }: DatabaseOptions, logger: Logger) {
  if (databaseUrl) return { url: databaseUrl, release: () => Promise.resolve() };
  const server = await startPostgres({ dataDir: join(dataDir, "postgres") });
  logger.info({ dataDir: server.dataDir }, "using the embedded Postgres; set DATABASE_URL to use another");
  return { url: server.url, release: () => server.stop() };
}
