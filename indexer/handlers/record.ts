import { TaskEvent, type TaskEventKind } from "../model/task-event.ts";
import type { Rows } from "../rows.ts";
import type { Occurrence } from "./events.ts";

/** Events of one log sort by the position of their tasks in it. */
const POSITION_DIGITS = 4;

/** Records one change of a task's state; `position` tells the tasks of one log apart. */
export function record(
  rows: Rows,
  at: Occurrence,
  change: { taskId: string; kind: TaskEventKind; actor: string; amount: bigint | null },
  position = 0,
): void {
  rows.add(TaskEvent, {
    id: `${at.id}-${position.toString().padStart(POSITION_DIGITS, "0")}`,
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
