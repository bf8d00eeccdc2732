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

/** After a failure: back to `state` for another attempt, or abandoned when there were too many. */
export async function giveUpOrRetry(
  { pool, config, logger }: ProverContext,
  job: Job,
  state: JobState,
  failure: { code: string; reason: string },
): Promise<boolean> {
  const attempts = job.attempts + 1;
  const details = { taskId: job.taskId, attempt: attempts, ...failure };
  if (attempts < config.maxAttempts) {
    logger.warn(details, "an attempt failed; trying again");
    return moveJob(pool, job, { state, attempts, error: failure.code });
  }
  logger.error(details, "giving a claimed task up: its collateral will be slashed");
  return moveJob(pool, job, { state: "abandoned", attempts, error: failure.code });
}
