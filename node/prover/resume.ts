import type { Hex } from "viem";
import { claimsOf, taskCallOf } from "../../indexer/model/queries/index.ts";
import type { ProverContext } from "./context.ts";
import { finishLost } from "./finish.ts";
import { beginJob, freshJob } from "./jobs.ts";
import { standingOf } from "./standing.ts";

/**
 * Brings the jobs a process left behind into line with the chain: what is still claimed for this prover goes on where
 * it was, with its saved proof if it has one; what is not is ended. Transactions are the outbox's to resume. Claims of
 * this prover without a job (a database restored from a backup) get one.
 */
export async function resume(context: ProverContext): Promise<void> {
  const jobs = await context.jobs.unfinished();
  for (const job of jobs) {
    context.logger.info({ taskId: job.taskId, state: job.state }, "resuming a task");
    if (job.state !== "claimed" && job.state !== "proved") continue; // the outbox knows more about the others
    const { standing } = await standingOf(context, job);
    if (standing !== "mine") await finishLost(context, job, standing);
  }
  await adoptClaims(context);
}

async function adoptClaims({ pool, prover, logger }: ProverContext): Promise<void> {
  for (const task of await claimsOf(pool, prover)) {
    const { collateral, deadline } = task;
    const claims = Math.max(0, task.claims - 1);
    const known = { taskId: task.id as Hex, prover, ...taskCallOf(task), collateral, deadline, claims, program: null };
    const job = { ...known, ...freshJob, state: "claimed" } as const;
    if (await beginJob(pool, job)) logger.warn({ taskId: task.id }, "a claim without a job was found; proving it");
  }
}
