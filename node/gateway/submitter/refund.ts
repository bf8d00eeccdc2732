import { encodeFunctionData } from "viem";
import { overdueTasks, specOf } from "../../../indexer/model/queries/index.ts";
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
  const tasks = await overdueTasks(pool, {
    gateway: account.address,
    now: Number(timestamp),
    except: await underWay(context),
    limit,
  });
  for (const task of tasks) {
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "refund", args: [specOf(task)] });
    await enqueue(pool, {
      id: `refund:${task.id}`,
      account: account.address,
      kind: "refund",
      to: deployment.taskManager,
      data,
    });
  }
  return pauseMs;
}

/** The tasks whose refunding was begun: it is not begun twice, even where it failed. */
async function underWay({ pool, account }: SubmitterContext): Promise<string[]> {
  const { rows } = await pool.query<{ task: string }>(
    `SELECT substr(id, length('refund:') + 1) AS task FROM node.outbox
     WHERE account = $1 AND kind = 'refund' AND state <> 'final'`,
    [account.address.toLowerCase()],
  );
  return rows.map(({ task }) => task);
}
