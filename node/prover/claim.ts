import { encodeFunctionData, type Hex } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import type { Task } from "../../indexer/model/task.ts";
import { taskCallOf } from "../../indexer/model/queries/index.ts";
import { enqueue, type OutboxStatus } from "../chain/outbox.ts";
import type { ProverContext } from "./context.ts";
import { beginJob, freshJob, type Job, moveJob } from "./jobs.ts";
import type { KeptProgram } from "./kept-programs.ts";
import { outcomeOf } from "./outcome.ts";
import { standingOf } from "./standing.ts";
import { inTransaction } from "../data/transaction.ts";
import { claimId } from "./transaction-ids.ts";

/** Begins a job for a task whose program is kept, and puts its claim into the outbox, together; false if the task has a job already. */
export async function claim(
  { pool, deployment, operator, prover }: ProverContext,
  task: Task,
  program: KeptProgram,
): Promise<boolean> {
  const { offer, task: words } = taskCallOf(task);
  const { collateral, deadline, claims } = task;
  const known = { taskId: task.id as Hex, prover, offer, task: words, collateral, deadline, claims, program };
  return inTransaction(pool, async (client) => {
    const begun = await beginJob(client, { ...known, ...freshJob, state: "claiming" });
    if (!begun) return false;
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "claim", args: [offer, words] });
    await enqueue(client, { id: claimId(begun), account: operator, kind: "claim", to: deployment.taskManager, data });
    return true;
  });
}

/** Reverts that say that another prover was faster, or that time passed: the ordinary end of a race. */
const lostRace = new Set(["TaskNotOpen", "TooLateToClaim"]);

/** Goes on with a job according to its claim's transaction; true if it moved on. */
export async function followClaim(context: ProverContext, job: Job, sent: OutboxStatus | undefined): Promise<boolean> {
  const { pool, logger } = context;
  const { outcome, code, reason } = outcomeOf(sent);
  if (outcome === "pending") return false;
  const { taskId } = job;
  if (outcome === "succeeded" || (await standingOf(context, job)).standing === "mine") {
    logger.info({ taskId }, "task claimed");
    return moveJob(pool, job, { state: job.proof ? "proved" : "claimed" });
  }
  if (lostRace.has(code)) logger.info({ taskId, code }, "another prover was faster");
  else logger.warn({ taskId, code, reason }, "the claim was refused");
  return moveJob(pool, job, { state: "abandoned", error: code });
}
