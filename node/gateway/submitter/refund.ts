import { encodeFunctionData } from "viem";
import { lateClaims, overdueTasks, taskCallOf } from "../../../indexer/model/queries/index.ts";
import type { Task } from "../../../indexer/model/task.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { enqueue } from "../../chain/outbox.ts";
import type { SubmitterContext } from "./context.ts";
import { triesOf } from "./tries.ts";

/** Time between two looks, in milliseconds: lives of tasks are counted in minutes. */
const pauseMs = 5_000;
/** Most tasks of each kind that are ended in one turn. */
const limit = 100;

/**
 * One turn of ending what nobody else ends. Claims of this gateway's tasks whose prover is late are expired, even where
 * no collateral pays for it: otherwise such a task would never be open again. Tasks that nobody proved until their
 * deadline are refunded, so that what was reserved for them returns to the project's escrow.
 */
export async function refundTasks(context: SubmitterContext): Promise<number> {
  const { timestamp } = await context.publicClient.getBlock(); // deadlines go by the chain's time
  const now = Number(timestamp);
  await end(context, "expire", now, lateClaims, ({ claims }) => `:claim-${claims}`);
  await end(context, "refund", now, overdueTasks);
  return pauseMs;
}

async function end(
  context: SubmitterContext,
  kind: "expire" | "refund",
  now: number,
  find: typeof overdueTasks,
  suffix: (task: Task) => string = () => "",
): Promise<void> {
  const { pool, account, deployment, logger } = context;
  const tries = await triesOf(context, kind);
  const tasks = await find(pool, { gateway: account.address, now, except: tries.waiting, limit });
  for (const task of tasks) {
    const id = `${tries.nextId(task.id)}${suffix(task)}`;
    const call = taskCallOf(task);
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: kind, args: [call.offer, call.task] });
    const begun = await enqueue(pool, { id, account: account.address, kind, to: deployment.taskManager, data });
    if (begun)
      logger.info(
        { taskId: task.id, project: task.projectId, prover: task.prover, outboxId: id },
        `Will ${kind} a task`,
      );
  }
}
