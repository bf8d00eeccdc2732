import { entity, int, numeric, numericOrNull, seconds, text } from "./columns.ts";

export type TaskEventKind =
  "submitted" | "claimed" | "proposed" | "settled" | "expired" | "refunded" | "delivered" | "delivery_failed";

/** One change of a task's state. */
export class TaskEvent {
  /** "<block, 10 digits>-<log index, 6 digits>-<5 hex of the block's hash>-<task of the log, 4 digits>": sorts in the chain's order. */
  declare id: string;
  declare taskId: string;
  declare kind: TaskEventKind;
  declare block: number;
  /** Unix time of the block. */
  declare time: number;
  declare transactionHash: string;
  /** Gas of the whole transaction, which may have changed several tasks. */
  declare gasUsed: bigint;
  /** Gateway (submitted), prover (claimed, proposed, settled), caller (expired, refunded) or dApp (delivered, delivery_failed). */
  declare actor: string;
  /**
   * Reserve taken (submitted) or returned (refunded), collateral locked (claimed) or slashed (expired), reward paid to
   * prover and gateway together (settled); null for proposals and deliveries.
   */
  declare amount: bigint | null;
}

export const taskEventSchema = entity(
  TaskEvent,
  "task_event",
  {
    taskId: text,
    kind: text,
    block: int,
    time: seconds,
    transactionHash: text,
    gasUsed: numeric,
    actor: text,
    amount: numericOrNull,
  },
  [["taskId"], ["kind"], ["block"], ["transactionHash"]],
);
