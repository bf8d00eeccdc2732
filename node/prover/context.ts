import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Address } from "viem";
import type { ProjectSource } from "../data/project-source.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { ProvingPool } from "../proving/pool.ts";
import type { ChainReads } from "./chain-reads.ts";
import type { ProverConfig } from "./config.ts";
import type { KeptJobs } from "./kept-jobs.ts";
import type { KeptOffers } from "./kept-offers.ts";
import type { KeptPrograms } from "./kept-programs.ts";
import type { Needs } from "./needs.ts";
import type { Payloads } from "./payloads.ts";
import type { ProveTimes } from "./prove-times.ts";
import type { Recent } from "./recent.ts";
import type { SeenClaims } from "./seen-claims.ts";
import type { Trials } from "./trials.ts";

/** What the prover's steps work with. */
export interface ProverContext {
  pool: Pool;
  chain: ChainReads;
  deployment: Deployment;
  /** The account that claims and submits. */
  operator: Address;
  /** The registered prover it does so for, lower case. */
  prover: Address;
  /** Of tasks, kept by this operator from before their claims. */
  payloads: Payloads;
  projects: ProjectSource;
  /** Programs of claimed tasks, in the operator's store. */
  programs: KeptPrograms;
  provingPool: ProvingPool;
  jobs: KeptJobs;
  proveTimes: ProveTimes;
  seenClaims: SeenClaims;
  offers: KeptOffers;
  /** What the index says and every task that is considered needs. */
  recent: Recent;
  needs: Needs;
  trials: Trials;
  config: ProverConfig;
  logger: Logger;
  /** Aborted when the prover is asked to stop. */
  stopping: AbortSignal;
}
