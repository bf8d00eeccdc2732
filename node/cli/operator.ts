import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { LocalAccount } from "viem";
import type { ChainClient } from "../chain/client.ts";
import { loadAccount } from "../chain/keys.ts";
import { TransactionSender } from "../chain/sender.ts";
import { fileStore } from "../data/file-store.ts";
import { postgresStore } from "../data/postgres-store.ts";
import type { DataStore } from "../data/store.ts";
import { migrate } from "../database/migrate.ts";
import { createPool, waitForDatabase } from "../database/pool.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { ProvingPool } from "../proving/pool.ts";
import { chainContext } from "./context.ts";
import { type DatabaseOptions, openDatabase } from "./database.ts";
import { createLogger } from "./log.ts";
import { integer, options } from "./options.ts";

/** The options of processes that run programs and send transactions: gateways and provers. */
export interface OperatorOptions extends DatabaseOptions {
  confirmations: number;
  keyFile?: string;
  logLevel: string;
  payloads: string;
  pollMs: number;
  proveTimeout: number;
  threads: number;
}

/** What such a process stands on. */
export interface Operator {
  logger: Logger;
  publicClient: ChainClient;
  deployment: Deployment;
  account: LocalAccount;
  pool: Pool;
  store: DataStore;
  provingPool: ProvingPool;
  /** Lets go of all of it. */
  release(): Promise<void>;
}

/** Adds the options of {@link OperatorOptions} to a command; `timeoutSeconds` is the default for one run of a program. */
export function withOperatorOptions(command: Command, timeoutSeconds: number): Command {
  return command
    .addOption(options.keyFile())
    .addOption(options.databaseUrl())
    .addOption(options.dataDir())
    .addOption(options.confirmations("blocks after which a transaction is final", 5))
    .addOption(options.pollMs())
    .addOption(options.threads(availableParallelism()))
    .addOption(
      new Option("--prove-timeout <seconds>", "longest a program may run")
        .env("W3B_PROVE_TIMEOUT")
        .default(timeoutSeconds)
        .argParser(integer(1, 86_400)),
    )
    .addOption(
      new Option("--payloads <where>", "keep payloads in postgres, or in files below the data directory")
        .env("W3B_PAYLOADS")
        .choices(["postgres", "files"])
        .default("postgres"),
    )
    .addOption(options.logLevel());
}

/** Opens everything, waiting for a database or a chain that is not there yet, and starts sending transactions. */
export async function openOperator(name: string, settings: OperatorOptions, command: Command): Promise<Operator> {
  const logger = createLogger(name, settings.logLevel);
  const account = await loadAccount({ keyFile: settings.keyFile, warn: (text) => logger.warn(text) });
  const { publicClient, deployment } = await chainContext(command, logger);
  const database = await openDatabase(settings, logger);
  const pool = createPool({ url: database.url, applicationName: `w3b ${name}`, max: 20, log: logger });
  await waitForDatabase(pool, { timeoutMs: Infinity, log: logger });
  await migrate(pool);
  const sender = new TransactionSender({
    pool,
    account,
    publicClient,
    confirmations: settings.confirmations,
    pollMs: settings.pollMs,
    logger,
  });
  sender.start();
  const provingPool = new ProvingPool({ threads: settings.threads, timeoutMs: settings.proveTimeout * 1000 });
  const store = settings.payloads === "files" ? fileStore(join(settings.dataDir, "payloads")) : postgresStore(pool);
  const release = async () => {
    await provingPool.close();
    await sender.stop();
    await pool.end();
    await database.release();
  };
  return { logger, publicClient, deployment, account, pool, store, provingPool, release };
}
