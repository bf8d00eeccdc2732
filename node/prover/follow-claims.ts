import type { OutboxStatus } from "../chain/outbox.ts";
import { inTransaction } from "../data/transaction.ts";
import { enqueueClaim } from "./claim.ts";
import type { ProverContext } from "./context.ts";
import { type Job, moveJob, moveJobs } from "./jobs.ts";
import { outcomeOf } from "./outcome.ts";
import { type Standing, standingOf } from "./standing.ts";
import { claimId, newClaimBatchId } from "./transaction-ids.ts";

/** Reverts that say that another prover was faster, or that time passed: the ordinary end of a race. */
const lostRace = new Set(["TaskNotOpen", "TooLateToClaim"]);
/** Reverts that are about the prover: each of its claims would meet with the same. */
const ofProver = new Set(["ProverIsPaused", "OperatorUnknown"]);

/** Goes on with jobs according to the transaction that claims them, which is one; true if any moved on. */
export async function followClaims(
  context: ProverContext,
  jobs: readonly Job[],
  sent: OutboxStatus | undefined,
): Promise<boolean> {
  const { outcome, code, reason } = outcomeOf(sent);
  if (outcome === "pending") return false;
  if (outcome === "succeeded") return claimed(context, jobs);

  const standings = await Promise.all(jobs.map((job) => standingOf(context, job)));
  const { mine, open, gone } = group(jobs, standings);
  await claimed(context, mine);
  const inBatch = jobs[0]!.claimBatch !== null;
  if (!inBatch || ofProver.has(code)) {
    await abandon(context, [...open, ...gone], code, reason);
    return true;
  }
  await abandon(context, gone, lostRace.has(code) ? code : "TaskNotOpen", reason);
  await claimAgain(context, open, open.length < jobs.length);
  return true;
}

function group(jobs: readonly Job[], standings: readonly Standing[]): Record<"mine" | "open" | "gone", Job[]> {
  const groups = { mine: [] as Job[], open: [] as Job[], gone: [] as Job[] };
  for (const [index, job] of jobs.entries()) {
    const { standing, isOpen } = standings[index]!;
    groups[standing === "mine" ? "mine" : isOpen ? "open" : "gone"].push(job);
  }
  return groups;
}

async function claimed({ pool, logger, seenClaims }: ProverContext, jobs: readonly Job[]): Promise<boolean> {
  let count = 0;
  for (const state of ["claimed", "proved"] as const) {
    // One whose claim a reorganisation undid has its proof already.
    const moved = await moveJobs(
      pool,
      jobs.filter(({ proof }) => (proof === null ? "claimed" : "proved") === state),
      { state },
    );
    if (state === "claimed") for (const job of moved) seenClaims.add(job);
    count += moved.length;
  }
  const [first] = jobs;
  if (first && count > 1) logger.info({ claim: claimId(first), tasks: count }, "tasks claimed together");
  else if (first && count === 1) logger.info({ taskId: first.taskId }, "task claimed");
  return count > 0;
}

async function abandon({ pool, logger }: ProverContext, jobs: readonly Job[], code: string, reason: string) {
  for (const job of jobs) {
    const { taskId } = job;
    if (lostRace.has(code)) logger.info({ taskId, code }, "another prover was faster");
    else logger.warn({ taskId, code, reason }, "the claim was refused");
    await moveJob(pool, job, { state: "abandoned", error: code });
  }
}

/**
 * Claims open tasks of a batch that failed: together if those it lost explain why it did, else each alone, where its
 * failure is its own. So each time there are fewer, and what fails alone is given up.
 */
async function claimAgain(context: ProverContext, jobs: readonly Job[], isExplained: boolean): Promise<void> {
  if (jobs.length === 0) return;
  const { pool, logger } = context;
  logger.info(
    { claim: claimId(jobs[0]!), tasks: jobs.length, isExplained },
    "a batch of claims failed; claiming again",
  );
  await inTransaction(pool, async (client) => {
    if (isExplained && jobs.length > 1) {
      const moved = await moveJobs(client, jobs, { state: "claiming", claimBatch: newClaimBatchId() });
      if (moved.length > 0) await enqueueClaim(client, context, moved);
      return;
    }
    for (const job of jobs) {
      const alone = { ...job, claimBatch: null };
      if (await moveJob(client, job, alone)) await enqueueClaim(client, context, [alone]);
    }
  });
}
