import path from "node:path";
import type { Logger } from "pino";
import { postgresBinaries } from "./binaries.ts";
import { Keeper } from "./keeper.ts";
import { reachableDataDir, serverAccount } from "./server-account.ts";

export interface EmbeddedPostgresOptions {
  /** Where the data should be; see {@link EmbeddedPostgres.dataDir} for where it is. */
  dataDir: string;
  /** TCP port on 127.0.0.1. Unless given, the one this directory's server always has. A running server keeps its own. */
  port?: number;
  /** Whether data survives a power failure (fsync). Default true; false is for tests. */
  durable?: boolean;
  /** Told when the server is lost and when it is back. */
  log?: Pick<Logger, "info" | "warn">;
}

export interface EmbeddedPostgres {
  /** Connection string, password included, of the database `postgres`; good after every restart. */
  url: string;
  /** The data directory in use; beside it lie `<dataDir>.password`, `<dataDir>.port` and `<dataDir>.log`. */
  dataDir: string;
  /** Lets go of the server, and stops it unless another process uses it as well. */
  stop(): Promise<void>;
}

/**
 * A Postgres server on 127.0.0.1 with a persistent data directory, without any set-up. Several processes may share one
 * data directory: the server belongs to all of them. Whoever is left starts it again, on the same port, when it dies; the
 * last that stops takes it along. It outlives a killed parent: the next start finds it and goes on with it.
 * Throws W3bError POSTGRES_NOT_INSTALLED, POSTGRES_NO_ACCOUNT, POSTGRES_UNSAFE_DIRECTORY, POSTGRES_START_FAILED.
 */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const binaries = postgresBinaries(account);
  const dataDir = reachableDataDir(account, path.resolve(options.dataDir));
  const server = { account, binaries, dataDir, durable: options.durable ?? true };
  const keeper = await Keeper.open(server, options.port, options.log);
  let stopped: Promise<void> | undefined;
  return { url: keeper.url, dataDir, stop: () => (stopped ??= keeper.release()) };
}
