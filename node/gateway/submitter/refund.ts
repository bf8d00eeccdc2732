import { encodeFunctionData } from "viem";
import { findTask, specOf } from "../../../indexer/model/queries/index.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { enqueue } from "../../chain/outbox.ts";
import type { SubmitterContext } from "./context.ts";

/** Time between two looks, in milliseconds: lives of tasks are counted in minutes. */
const pauseMs = 5_000;
/** Most tasks refunded in one turn. */
const limit = 100;

/**
 * One turn of refunding: this gateway's tasks that nobody proved until their deadline end, so that what was reserved for
 * them returns to the project's escrow.
 */
export async function refundTasks(context: SubmitterContext): Promise<number> {
  const { pool, publicClient, account, deployment } = context;
  const { timestamp } = await publicClient.getBlock(); // deadlines go by the chain's time
  for (const id of await overdue(context, Number(timestamp))) {
    const task = await findTask(pool, id);
    if (task === undefined) continue; // undone by a reorg since
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "refund", args: [specOf(task)] });
    await enqueue(pool, {
      id: `refund:${id}`,
      account: account.address,
      kind: "refund",
      to: deployment.taskManager,
      data,
    });
  }
  return pauseMs;
}

async function overdue({ pool, account }: SubmitterContext, time: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM chain.task
     WHERE gateway = $1 AND state = 'open' AND deadline < $2
       AND NOT EXISTS (SELECT 1 FROM node.outbox WHERE outbox.id = 'refund:' || task.id)
     ORDER BY deadline LIMIT $3`,
    [account.address.toLowerCase(), time, limit],
  );
  return rows.map(({ id }) => id);
}
