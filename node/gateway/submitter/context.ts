import type { Pool } from "pg";
import type { Logger } from "pino";
import type { LocalAccount, PublicClient } from "viem";
import type { DataStore } from "../../data/store.ts";
import type { ProjectSource } from "../../data/project-source.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import type { ProvingPool } from "../../proving/pool.ts";
import type { ServedProjects } from "../served-projects.ts";

/** What submitting tasks takes. */
export interface SubmitterContext {
  pool: Pool;
  publicClient: PublicClient;
  account: Pick<LocalAccount, "address">;
  deployment: Deployment;
  /** The projects whose packs are submitted; those of others wait for another gateway. */
  projects: ServedProjects;
  store: DataStore;
  projectFiles: ProjectSource;
  provingPool: ProvingPool;
  /** Longest time a pack waits for others to be submitted with, in milliseconds. */
  batchMs: number;
  /** Most tasks of one submission. */
  batchSize: number;
  logger: Logger;
}

/** Longest time between two looks at the database, in milliseconds, should a notification get lost. */
export const pollMs = 1_000;

/** The key of packs that are submitted together. */
export function groupKey(projectId: string, version: string): string {
  return JSON.stringify([projectId, version]);
}
