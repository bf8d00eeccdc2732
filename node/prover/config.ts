import type { Address } from "viem";
import { type Deployment, genericVerifiers } from "../protocol/deployment.ts";

export interface ProverConfig {
  /** Least reward a task must pay the prover after the gateway's rebate and gas, in wei of IOTX. Default 0. */
  minRewardWei: bigint;
  /** Gas a claim and a settlement use together, without the dApp's callback. Default 450,000. */
  gasPerTask: bigint;
  /** Verifier contracts whose word is trusted; others could refuse good proofs. Default: the deployment's generic ones. */
  trustedVerifiers: Address[];
  /** How long a prover waits for each prover ranked before it, in milliseconds. Default 2,000. */
  backoffMs: number;
  /** How many tasks may be claimed and not yet proved, for each thread of the proving pool. Default 2. */
  claimsPerThread: number;
  /** Most proofs settled in one transaction; 1 for each in one of its own. Default 32. */
  batchMax: number;
  /**
   * Longest time a finished proof waits for others of its offer that are being proved, in milliseconds; never more than a
   * tenth of what is left of its claim. Default 2,000.
   */
  batchWaitMs: number;
  /** How long a proof is assumed to take before one was measured, in milliseconds. Default 10,000. */
  expectedProveMs: number;
  /** How often proving a task may fail before it is given up; proofs are sent until the claim ends. Default 3. */
  maxAttempts: number;
  /** How long a task is left alone after a claim of it failed, in milliseconds. Default 60,000. */
  claimPauseMs: number;
  /** Longest time between two looks for tasks, should a notification get lost, in milliseconds. Default 3,000. */
  pollMs: number;
  /** End late claims for the bounty. Default true. */
  expireLateClaims: boolean;
  /** Read project files from file:// URIs too: for development. Default false. */
  allowFileUris: boolean;
}

/** The verifiers that are trusted unless the operator says otherwise: those that ask no contract of a project's own. */
export function defaultVerifiers(deployment: Deployment): Address[] {
  return genericVerifiers.map((name) => deployment[name]);
}

/** The configuration with what was left out filled in. */
export function withDefaults(config: Partial<ProverConfig>, deployment: Deployment): ProverConfig {
  return {
    minRewardWei: 0n,
    gasPerTask: 450_000n,
    trustedVerifiers: defaultVerifiers(deployment),
    backoffMs: 2_000,
    claimsPerThread: 2,
    batchMax: 32,
    batchWaitMs: 2_000,
    expectedProveMs: 10_000,
    maxAttempts: 3,
    claimPauseMs: 60_000,
    pollMs: 3_000,
    expireLateClaims: true,
    allowFileUris: false,
    ...config,
  };
}
