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
  /**
   * As much work is claimed ahead as keeps the proving pool busy for so long, in milliseconds, by the times that proofs
   * took; never less than two tasks a thread. A claim is worth nothing before it is mined: the default of 10,000 is that
   * of a few blocks.
   */
  claimAheadMs: number;
  /** Most tasks claimed and not yet proved, however fast they are proved. Default 256. */
  claimsMost: number;
  /** Most tasks claimed in one transaction; 1 for each in one of its own. Default 32. */
  claimBatchMax: number;
  /**
   * Longest time a task that is worth claiming waits for others of its offer that are being looked at, in milliseconds,
   * while the pool has little to do; with work for longer, a quarter of that, up to a second. Default 150.
   */
  claimWaitMs: number;
  /** Most proofs settled in one transaction; 1 for each in one of its own. Default 32. */
  batchMax: number;
  /**
   * Longest time a finished proof waits for others of its offer that are being proved, in milliseconds; never more than a
   * tenth of what is left of its claim. Default 2,000.
   */
  batchWaitMs: number;
  /** How long a proof is assumed to take before one was measured, in milliseconds. Default 10,000. */
  expectedProveMs: number;
  /** How long a task that is considered waits for its program's trial proof before others are, in milliseconds. Default 500. */
  trialWaitMs: number;
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
  /** Fetch project files and payloads from this machine and private networks too. Default false. */
  allowPrivate: boolean;
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
    claimAheadMs: 10_000,
    claimsMost: 256,
    claimBatchMax: 32,
    claimWaitMs: 150,
    batchMax: 32,
    batchWaitMs: 2_000,
    expectedProveMs: 10_000,
    trialWaitMs: 500,
    maxAttempts: 3,
    claimPauseMs: 60_000,
    pollMs: 3_000,
    expireLateClaims: true,
    allowFileUris: false,
    allowPrivate: false,
    ...config,
  };
}
