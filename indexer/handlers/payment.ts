import { Settlement } from "../model/settlement.ts";
import { Task } from "../model/task.ts";
import type { Rows } from "../rows.ts";
import type { Occurrence } from "./events.ts";
import { credit } from "./totals.ts";

/** What a prover and the gateway of a settled task are owed, in the smallest unit of the task's token. */
export interface Payment {
  taskId: string;
  prover: string;
  proverAmount: bigint;
  gatewayAmount: bigint;
}

/** Records a payment and credits both. */
export async function pay(rows: Rows, at: Occurrence, payment: Payment): Promise<void> {
  const { taskId, prover, proverAmount, gatewayAmount } = payment;
  const { projectId, gateway, token } = await rows.get(Task, taskId);
  const { block, time, transactionHash } = at;
  const paid = { ...payment, projectId, gateway, token, block, time, transactionHash };
  rows.put(Settlement, { id: `${taskId}-${prover}`, ...paid });
  await credit(rows, token, prover, proverAmount);
  await credit(rows, token, gateway, gatewayAmount);
}
