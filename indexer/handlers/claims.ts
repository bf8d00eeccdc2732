import { Prover } from "../model/prover.ts";
import { Task } from "../model/task.ts";
import type { Rows } from "../rows.ts";

/** Ends the claim of a task, changing the task as told: its collateral is locked no more. */
export async function endClaim(rows: Rows, taskId: string, change: Partial<Task>): Promise<void> {
  const task = await rows.change(Task, taskId);
  if (task.prover !== null) (await rows.change(Prover, task.prover)).collateral -= task.collateral;
  Object.assign(task, { claimDeadline: null, ...change });
}
