import { type OutboxStatus, status } from "../chain/outbox.ts";
import { inTransaction } from "../data/transaction.ts";
import type { Batch } from "./batches.ts";
import { culpritsOf } from "./bisect.ts";
import type { ProverContext } from "./context.ts";
import { type Failure, finishLost, giveUp, retry } from "./finish.ts";
import { type Job, moveJob, moveJobs } from "./jobs.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { standingOf } from "./standing.ts";
import { claimId } from "./transaction-ids.ts";

/** Longest pause before a proof is sent again, in milliseconds: claims last minutes. */
const longestPauseMs = 30_000;

/**
 * Goes on with jobs according to the transaction that carries their proofs: done when it is final, another attempt when
 * it has failed. True if a job moved on.
 */
export async function followProofs(
  context: ProverContext,
  batch: Batch,
  sent: OutboxStatus | undefined,
): Promise<boolean> {
  const { pool, logger } = context;
  const [first] = batch.jobs as [Job];
  const outcome = outcomeOf(sent);
  if (outcome.outcome === "succeeded" && outcome.final) {
    const done = await moveJobs(pool, batch.jobs, { state: "done", batch: first.batch });
    for (const { taskId } of done) logger.info({ taskId }, "task settled for good");
    return done.length > 0;
  }
  if (outcome.outcome !== "failed") return false;

  // While the claim lasts another attempt costs less than the collateral, whatever the last one failed for.
  const attempts = Math.max(...batch.jobs.map((job) => job.attempts));
  const pauseMs = attempts === 0 ? 0 : Math.min(1_000 * 2 ** attempts, longestPauseMs);
  if (sent && Date.now() < sent.updatedAt.getTime() + pauseMs) return false;
  const jobs = await stillMine(context, batch.jobs);
  if (jobs.length === 0) return true;
  if (first.batch === null) return again(context, first, outcome);
  return split(context, { ...batch, jobs }, batch.jobs.length, outcome);
}

/** Ends the jobs whose claim is over, and sends those back whose claim was undone; returns the others. */
async function stillMine(context: ProverContext, jobs: readonly Job[]): Promise<Job[]> {
  const mine = jobs.map(async (job) => {
    const { standing } = await standingOf(context, job);
    if (standing !== "mine") {
      await finishLost(context, job, standing);
      return undefined;
    }
    // The claim itself was reorganised away and is on its way again: the proof waits for it.
    if (outcomeOf(await status(context.pool, claimId(job))).outcome !== "pending") return job;
    await moveJob(context.pool, job, { state: "claiming", batch: null });
    return undefined;
  });
  return (await Promise.all(mine)).filter((job) => job !== undefined);
}

/**
 * Takes a batch that failed apart, all of it or nothing: what the chain refuses goes alone, where its failure is its
 * own; the others go together again, with half as many where nothing explains why they failed.
 */
async function split(context: ProverContext, batch: Batch, size: number, failure: Failure): Promise<boolean> {
  const culprits = new Set(await culpritsOf(context, batch));
  const isExplained = culprits.size > 0 || batch.jobs.length < size;
  const { code, reason } = failure;
  const counts = { tasks: size, refused: culprits.size };
  context.logger.warn({ batch: batch.jobs[0]?.batch, ...counts, code, reason }, "a batch failed; sending it in parts");
  const half = Math.max(1, Math.floor(batch.jobs.length / 2));
  await inTransaction(context.pool, async (client) => {
    for (const job of batch.jobs) {
      const batchLimit = culprits.has(job) ? 1 : isExplained ? job.batchLimit : half;
      const attempts = job.attempts + 1;
      await moveJob(client, job, { state: "proved", batch: null, batchLimit, attempts, error: code });
    }
  });
  return true;
}

/** A proof that failed alone is sent again; one that the verifier refuses is made anew, as often as proving may fail. */
async function again(context: ProverContext, job: Job, { code, reason }: Outcome): Promise<boolean> {
  if (code !== "ProofRejected") return retry(context, job, "proved", { code, reason });
  const unproved: Job = { ...job, journal: null, proof: null };
  const isLast = job.attempts + 1 >= context.config.maxAttempts;
  return isLast ? giveUp(context, unproved, { code, reason }) : retry(context, unproved, "claimed", { code, reason });
}
