import { randomUUID } from "node:crypto";
import { keccak256, toHex } from "viem";
import type { Job } from "./jobs.ts";

/** The transaction that carries a job's claim: one of its own for each time the job was begun, or its batch's. */
export function claimId({ taskId, prover, round, claimBatch }: Job): string {
  return claimBatch ?? `claim:${taskId}:${prover}:${round}`;
}

/** A name for the transaction of several claims. Its jobs note it, so that nobody has to find it again. */
export function newClaimBatchId(): string {
  return `claim-batch:${randomUUID()}`;
}

/** What a proof's transaction is called in the outbox: one for each attempt. */
export function proveId({ taskId, prover, round, attempts }: Job): string {
  return `prove:${taskId}:${prover}:${round}:${attempts}`;
}

/** What the transaction of several proofs is called in the outbox: each set of attempts has another name. */
export function batchId(jobs: readonly Job[]): string {
  return `prove-batch:${keccak256(toHex(jobs.map(proveId).join()))}`;
}

/** The transaction that carries a job's proof. */
export function settlementId(job: Job): string {
  return job.batch ?? proveId(job);
}
