import type { Pool } from "pg";
import type { Logger } from "pino";
import type { LocalAccount, PublicClient } from "viem";
import { ProjectSource } from "../data/project-source.ts";
import type { DataStore } from "../data/store.ts";
import { listenError } from "../http/listen-error.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { ProvingPool } from "../proving/pool.ts";
import { HeadWatch } from "../rpc/head-watch.ts";
import { Ingest } from "./ingest.ts";
import type { ServedProjects } from "./served-projects.ts";
import { buildServer } from "./server.ts";
import { startSubmitter } from "./submitter/submitter.ts";

export interface GatewayConfig {
  /** Address to listen on. Default 127.0.0.1. */
  host?: string;
  /** Port to listen on; 0 takes a free one. Default 9000. */
  port?: number;
  /** Largest request body, in bytes. Default 256 KiB. */
  bodyLimitBytes?: number;
  /** Longest time a task waits for others to be submitted with, in milliseconds. Default 200. */
  batchMs?: number;
  /** Most tasks of one submission. Default 32. */
  batchSize?: number;
  /** Read project files from file:// URIs too: for development. Default false. */
  allowFileUris?: boolean;
  /** Fetch project files from this machine and private networks too. Default false. */
  allowPrivate?: boolean;
  /** How old the chain's newest block may be, in seconds; 0: as old as it likes. Default: by the chain's pace. */
  headMaxAge?: number | undefined;
}

export interface GatewayOptions {
  /** Database with the schemas `node` (migrated) and `chain` (filled by an indexer). */
  pool: Pool;
  publicClient: PublicClient;
  /** Submits tasks; its transactions are sent by a TransactionSender that the caller runs. */
  account: Pick<LocalAccount, "address">;
  deployment: Deployment;
  projects: ServedProjects;
  /** Where payloads are kept. */
  store: DataStore;
  /** Runs programs before their tasks are submitted. */
  provingPool: ProvingPool;
  config?: GatewayConfig;
  logger: Logger;
}

export interface RunningGateway {
  /** Where it listens, e.g. "http://127.0.0.1:9000". */
  url: string;
  /** Finishes what it is doing and lets go of the port; pool, store and proving pool stay open. */
  stop(): Promise<void>;
}

/**
 * Starts a gateway: takes signed messages over HTTP, keeps their payloads available, packs them into tasks and submits
 * these. Whatever it has answered for is in Postgres, so it may be killed at any instant. Throws W3bError PORT_IN_USE.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { pool, publicClient, account, deployment, projects, store, provingPool, config = {} } = options;
  const logger = options.logger.child({ gateway: account.address });
  const watch = new HeadWatch({ client: publicClient, maxAgeSeconds: config.headMaxAge, logger });
  const server = buildServer({
    pool,
    store,
    ingest: new Ingest(pool, store),
    gateway: account.address,
    projects,
    head: () => watch.read(),
    bodyLimitBytes: config.bodyLimitBytes ?? 256 * 1024,
    logger,
  });
  const { host = "127.0.0.1", port = 9000 } = config;
  const url = await server.listen({ host, port }).catch((error: unknown) => {
    watch.stop();
    throw listenError(error, { what: "the gateway", host, port, option: "--port" });
  });
  const submitter = startSubmitter({
    pool,
    publicClient,
    account,
    deployment,
    projects,
    store,
    projectFiles: new ProjectSource({
      allowFileUris: config.allowFileUris ?? false,
      allowPrivate: config.allowPrivate ?? false,
    }),
    provingPool,
    batchMs: config.batchMs ?? 200,
    batchSize: config.batchSize ?? 32,
    logger,
  });
  return {
    url,
    stop: async () => {
      watch.stop();
      await server.close();
      await submitter.stop();
    },
  };
}
