import { encodeFunctionData, type Hex } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { taskCallOf } from "../../indexer/model/queries/index.ts";
import { type Database, enqueue } from "../chain/outbox.ts";
import { inTransaction } from "../data/transaction.ts";
import type { TaskCall } from "../protocol/task.ts";
import { type ClaimBatch, gasOfClaims, type PassedTask } from "./claim-batches.ts";
import type { ProverContext } from "./context.ts";
import { beginJobs, freshJob, type Job } from "./jobs.ts";
import { claimId, newClaimBatchId } from "./transaction-ids.ts";

/**
 * Keeps the payloads of tasks of one offer, begins their jobs and puts their claim into the outbox, both together: a crash
 * leaves all of it or nothing. Of several those that somebody else has claimed meanwhile are left out, since one would undo the claims of the
 * rest. Returns those that were left out; tasks that have a job already are neither. Throws what database and chain throw, and what keeping payloads throws.
 */
export async function claimTasks(context: ProverContext, { offer, tasks }: ClaimBatch): Promise<PassedTask[]> {
  const { pool, prover, logger } = context;
  await context.payloads.keep(tasks);
  const taken = tasks.length > 1 ? await takenOf(context, tasks) : [];
  const claimBatch = tasks.length > 1 ? newClaimBatchId() : null;
  const jobs = tasks
    .filter((each) => !taken.includes(each))
    .map(({ task, program }) => {
      const { collateral, deadline, claims } = task;
      const known = { taskId: task.id as Hex, prover, ...taskCallOf(task), collateral, deadline, claims, program };
      return { ...known, ...freshJob, claimBatch, state: "claiming" } as const;
    });
  if (jobs.length === 0) return taken;
  const begun = await inTransaction(pool, async (client) => {
    const begun = await beginJobs(client, jobs);
    if (begun.length > 0) await enqueueClaim(client, context, begun, offer.redundancy);
    return begun;
  });
  const [first] = begun;
  const { projectId } = offer;
  if (first && begun.length === 1) logger.info({ taskId: first.taskId, projectId }, "claiming a task");
  else if (first) logger.info({ claim: claimId(first), projectId, tasks: begun.length }, "claiming tasks together");
  return taken;
}

/** Puts the claim of jobs, all of one offer and with one name for it, into the outbox. */
export async function enqueueClaim(
  db: Database,
  { deployment, operator }: Pick<ProverContext, "deployment" | "operator">,
  jobs: readonly Job[],
  redundancy = 1,
): Promise<void> {
  const call = { to: deployment.taskManager, data: claimCall(jobs), gas: gasOfClaims({ redundancy }, jobs.length) };
  await enqueue(db, { id: claimId(jobs[0]!), account: operator, kind: "claim", ...call });
}

/** The TaskManager's call that claims tasks of one offer: `claim` for one, `claimBatch` for several. */
export function claimCall(calls: readonly TaskCall[]): Hex {
  const { offer, task } = calls[0]!;
  if (calls.length === 1)
    return encodeFunctionData({ abi: taskManagerAbi, functionName: "claim", args: [offer, task] });
  const args = [offer, calls.map((each) => each.task)] as const;
  return encodeFunctionData({ abi: taskManagerAbi, functionName: "claimBatch", args });
}

/** Those that are not open any more where the chain would refuse them together; none if it refuses for other reasons. */
async function takenOf({ chain, deployment, operator }: ProverContext, tasks: PassedTask[]): Promise<PassedTask[]> {
  const data = claimCall(tasks.map(({ task }) => taskCallOf(task)));
  if (!(await chain.reverts({ account: operator, to: deployment.taskManager, data }))) return [];
  const states = await Promise.all(tasks.map(({ task }) => chain.task(task.id as Hex)));
  return tasks.filter((_, index) => states[index]!.state !== "open");
}
