import type { ProverContext } from "./context.ts";
import { type Job, type JobState, moveJob } from "./jobs.ts";

/** Ends a job whose task is settled or belongs to somebody else. */
export async function finishLost({ pool, logger }: ProverContext, job: Job, standing: "settled" | "lost") {
  const { taskId } = job;
  if (standing === "settled") {
    logger.info({ taskId }, "the task is settled already");
    return moveJob(pool, job, { state: "done" });
  }
  logger.warn({ taskId, state: job.state }, "the task is not claimed for this prover (any more); giving it up");
  return moveJob(pool, job, { state: "abandoned", error: "CLAIM_LOST" });
}

export interface Failure {
  code: string;
  reason: string;
}

/** After a failure: back to `state` for another attempt. */
export async function retry({ pool, logger }: ProverContext, job: Job, state: JobState, failure: Failure) {
  const attempts = job.attempts + 1;
  logger.warn({ taskId: job.taskId, attempt: attempts, ...failure }, "an attempt failed; trying again");
  return moveJob(pool, job, { state, attempts, error: failure.code });
}

/** Ends a job that cannot be proved. */
export async function giveUp({ pool, logger }: ProverContext, job: Job, failure: Failure) {
  const attempts = job.attempts + 1;
  const details = { taskId: job.taskId, attempt: attempts, ...failure };
  logger.error(details, "giving a claimed task up: its collateral will be slashed");
  return moveJob(pool, job, { state: "abandoned", attempts, error: failure.code });
}
