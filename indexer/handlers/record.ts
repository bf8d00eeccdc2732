import { TaskEvent, type TaskEventKind } from "../model/task-event.ts";
import type { Rows } from "../rows.ts";
import type { Occurrence } from "./events.ts";

/** Records one change of a task's state. */
export function record(
  rows: Rows,
  at: Occurrence,
  change: { taskId: string; kind: TaskEventKind; actor: string; amount: bigint | null },
): void {
  rows.add(TaskEvent, {
    id: at.id,
    taskId: change.taskId,
    kind: change.kind,
    block: at.block,
    time: at.time,
    transactionHash: at.transactionHash,
    gasUsed: at.gasUsed,
    actor: change.actor,
    amount: change.amount,
  });
}
