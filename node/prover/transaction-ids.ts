import type { Job } from "./jobs.ts";

/** What a claim is called in the outbox: one for each time the task was open. */
export function claimId({ taskId, prover, claims }: Job): string {
  return `claim:${taskId}:${claims}:${prover}`;
}

/** What a proof's transaction is called in the outbox: one for each attempt. */
export function proveId({ taskId, prover, claims, attempts }: Job): string {
  return `prove:${taskId}:${claims}:${prover}:${attempts}`;
}
