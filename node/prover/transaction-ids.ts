import type { Job } from "./jobs.ts";

/** What a claim is called in the outbox: one for each time the job was begun. */
export function claimId({ taskId, prover, round }: Job): string {
  return `claim:${taskId}:${prover}:${round}`;
}

/** What a proof's transaction is called in the outbox: one for each attempt. */
export function proveId({ taskId, prover, round, attempts }: Job): string {
  return `prove:${taskId}:${prover}:${round}:${attempts}`;
}
