import { join } from "node:path";
import type { Command } from "commander";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Address, LocalAccount } from "viem";
import type { ChainClient } from "../chain/client.ts";
import { fundsFor, insufficientFunds } from "../chain/funds.ts";
import { loadAccount } from "../chain/keys.ts";
import { TransactionSender } from "../chain/sender.ts";
import { fileStore } from "../data/file-store.ts";
import { postgresStore } from "../data/postgres-store.ts";
import type { DataStore } from "../data/store.ts";
import { migrate } from "../database/migrate.ts";
import { createPool } from "../database/pool.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { projectFileLimits } from "../protocol/project-file.ts";
import { openBackend } from "../proving/groth16/backend.ts";
import { ProvingPool } from "../proving/pool.ts";
import { askedContracts } from "./asked-contracts.ts";
import { chainContext } from "./context.ts";
import { openDatabase } from "./database.ts";
import { createLogger } from "./log.ts";
import { allowsPrivateNetworks, type OperatorOptions } from "./operator-options.ts";
import { logServices } from "./prover-services.ts";
import { provingSettings } from "./proving-settings.ts";

/** What such a process stands on. */
export interface Operator {
  logger: Logger;
  publicClient: ChainClient;
  deployment: Deployment;
  account: LocalAccount;
  pool: Pool;
  store: DataStore;
  provingPool: ProvingPool;
  /** Whether project files and payloads are fetched from private networks too. */
  allowPrivate: boolean;
  /** Lets go of all of it. */
  release(): Promise<void>;
}

/** Opens everything, waiting for a database or a chain that is not there yet if told so, and starts sending transactions. */
export async function openOperator(name: string, settings: OperatorOptions, command: Command): Promise<Operator> {
  const logger = createLogger(name, settings.logLevel);
  const { name: backend, variant } = openBackend(); // fails now rather than at the first proof
  logger.info({ backend, variant, threads: settings.threads }, "proofs are made by this back end");
  const proving = await provingSettings(settings); // likewise
  const account = await loadAccount({ keyFile: settings.keyFile, warn: (text) => logger.warn(text) });
  const { publicClient, deployment } = await chainContext(command, logger);
  await checkFunds(publicClient, account.address, logger);
  const database = await openDatabase(settings, logger);
  const pool = createPool({ url: database.url, applicationName: `w3b ${name}`, max: 20, log: logger });
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
  const { threads } = settings;
  const timeouts = { timeoutMs: settings.proveTimeout * 1000, dryRunTimeoutMs: settings.dryRunTimeout * 1000 };
  const contracts = askedContracts(publicClient, deployment, proving);
  const provingPool = new ProvingPool({ threads, ...timeouts, settings: proving, contracts });
  logger.info({ vmTypes: provingPool.vmTypes }, "programs of these vmTypeIDs are proved");
  void logServices(proving.grpc ?? [], logger);
  const limits = { maxBytes: projectFileLimits.codeBytes }; // provers keep programs there too
  const store =
    settings.payloads === "files" ? fileStore(join(settings.dataDir, "payloads"), limits) : postgresStore(pool, limits);
  const release = async () => {
    await provingPool.close();
    await sender.stop();
    await pool.end();
    await database.release();
  };
  const allowPrivate = allowsPrivateNetworks(settings, deployment.chainId);
  if (allowPrivate) logger.warn("project files and gateways may be on this machine and in private networks");
  return { logger, publicClient, deployment, account, pool, store, provingPool, allowPrivate, release };
}

/** What a claim and its proof take, or a submission of a few tasks: with less, the account will soon stop to send. */
const gasOfATask = 450_000n;

/** An account without IOTX needs its operator; the service starts all the same, for it may come at any time. */
async function checkFunds(client: ChainClient, account: Address, logger: Logger): Promise<void> {
  const funds = await fundsFor(client, account, { gas: gasOfATask });
  if (funds.balance >= funds.needed) return;
  const error = insufficientFunds(account, funds);
  logger.error({ code: error.code, action: error.action }, `${error.message} Nothing can be sent for want of gas.`);
}
