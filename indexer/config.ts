import type { Address } from "viem";
import type { RpcLimits } from "../node/rpc/endpoint.ts";

/** What the indexer needs of deployments/<chainId>.json. */
export interface IndexedDeployment {
  chainId: number;
  /** The block in which the first of the contracts was deployed. */
  block: number;
  projectRegistry: Address;
  proverRegistry: Address;
  taskManager: Address;
  deviceRegistry: Address;
}

/** What a processor needs; plain data, so that it can be handed to another process. */
export interface ProcessorConfig {
  /** The chain's node, http(s). */
  rpcUrl: string;
  /** Other nodes of the chain: each call goes to the first that can do it. */
  otherRpcUrls?: readonly string[];
  /** Postgres connection string; the role must be allowed to create schemas. */
  databaseUrl: string;
  deployment: IndexedDeployment;
  /** Blocks after which one is final; a deeper reorg rebuilds the tables from the deployment on. */
  finality: number;
  /** Milliseconds between questions for a new head over HTTP. */
  headPollIntervalMs: number;
  /** What the nodes take. */
  rpcLimits?: RpcLimits;
  /** Port of Subsquid's Prometheus metrics, on all interfaces; none unless given. */
  metricsPort?: number;
}

export interface IndexerConfig extends ProcessorConfig {
  /** Port of GraphQL and /health; neither is served unless given. 0 takes a free one. */
  graphqlPort?: number;
  /** Interface to serve on; 127.0.0.1 unless given. */
  graphqlHost?: string;
  /** How old the chain's newest block may be, in seconds; 0: as old as it likes. Default: by the chain's pace. */
  headMaxAge?: number | undefined;
  /** Where to log; pino on standard output unless given. */
  logger?: IndexerLogger;
}

/** The part of pino that is used. */
export interface IndexerLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
