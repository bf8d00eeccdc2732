import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Address } from "viem";
import type { DataStore } from "../data/store.ts";
import type { SocketLimits } from "../http/socket-limits.ts";
import type { Head } from "../protocol/head-health.ts";
import type { Ingest } from "./ingest.ts";
import type { ServedProjects } from "./served-projects.ts";

/** What answering a request takes. */
export interface GatewayContext {
  pool: Pool;
  store: DataStore;
  ingest: Ingest;
  /** The account that submits tasks. */
  gateway: Address;
  projects: ServedProjects;
  /** The chain's newest block as the gateway sees it; throws when the chain does not answer. */
  head(): Promise<Head>;
  bodyLimitBytes: number;
  /** Default: those of docs/http-api.md. */
  sockets?: SocketLimits;
  logger: Logger;
}
