import type { Address, Hex } from "viem";
import type { TaskCall } from "../../../node/protocol/task.ts";
import type { TaskEvent } from "../task-event.ts";
import type { Task, TaskState } from "../task.ts";
import { read, type Reader } from "./read.ts";

/** A task by its id, or by its payload's hash: then the newest of those that have it. */
export async function findTask(pool: Reader, idOrDataHash: string): Promise<Task | undefined> {
  const tasks = await read<Task>(
    pool,
    `SELECT * FROM chain.task WHERE id = $1 OR data_hash = $1
     ORDER BY id = $1 DESC, submitted_block DESC, id LIMIT 1`,
    [idOrDataHash.toLowerCase()],
  );
  return tasks[0];
}

/** The tasks in a state, the oldest first. */
export async function tasksIn(pool: Reader, state: TaskState, { limit }: { limit: number }): Promise<Task[]> {
  return read<Task>(pool, "SELECT * FROM chain.task WHERE state = $1 ORDER BY submitted_at, id LIMIT $2", [
    state,
    limit,
  ]);
}

/** The tasks a prover has claimed and not yet proved, the oldest first. */
export async function claimsOf(pool: Reader, prover: string): Promise<Task[]> {
  return read<Task>(
    pool,
    "SELECT * FROM chain.task WHERE state = 'claimed' AND prover = $1 ORDER BY submitted_at, id",
    [prover.toLowerCase()],
  );
}

/** Until when (Unix time) claimed tasks are claimed, by id. */
export async function claimDeadlines(pool: Reader, ids: readonly string[]): Promise<Map<string, number>> {
  const sql = "SELECT id, claim_deadline FROM chain.task WHERE id = ANY ($1) AND state = 'claimed'";
  const tasks = await read<Pick<Task, "id" | "claimDeadline">>(pool, sql, [ids]);
  return new Map(tasks.map(({ id, claimDeadline }) => [id, claimDeadline ?? 0]));
}

export interface LateClaimFilter {
  /** Unix time; claims that ended before it are late. */
  now: number;
  /** Least collateral, in wei. Default 0. */
  minCollateral?: bigint;
  /** Only tasks of this gateway. */
  gateway?: string;
  /** Ids of tasks that are not wanted now. */
  except?: string[];
  limit: number;
}

/** The claimed tasks whose claim has ended, the oldest claims first. */
export async function lateClaims(pool: Reader, filter: LateClaimFilter): Promise<Task[]> {
  const { now, minCollateral = 0n, gateway, except = [], limit } = filter;
  return read<Task>(
    pool,
    `SELECT * FROM chain.task WHERE state = 'claimed' AND claim_deadline < $1 AND collateral >= $2
       AND ($3::text IS NULL OR gateway = $3) AND id <> ALL ($4::text[])
     ORDER BY claim_deadline, id LIMIT $5`,
    [now, minCollateral.toString(), gateway?.toLowerCase(), except, limit],
  );
}

/** The open tasks of a gateway whose deadline was before `now` (Unix s), the oldest first, without those in `except`. */
export async function overdueTasks(
  pool: Reader,
  { gateway, now, except, limit }: { gateway: string; now: number; except: string[]; limit: number },
): Promise<Task[]> {
  return read<Task>(
    pool,
    `SELECT * FROM chain.task WHERE state = 'open' AND gateway = $1 AND deadline < $2 AND id <> ALL ($3::text[])
     ORDER BY deadline, id LIMIT $4`,
    [gateway.toLowerCase(), now, except, limit],
  );
}

/** Everything that happened to a task, in the chain's order. */
export async function taskEvents(pool: Reader, taskId: string): Promise<TaskEvent[]> {
  return read<TaskEvent>(pool, "SELECT * FROM chain.task_event WHERE task_id = $1 ORDER BY id", [taskId.toLowerCase()]);
}

/** An indexed task as the contract's functions take it. */
export function taskCallOf({ offer, gateway, submittedAt, inputHash, dataHash }: Task): TaskCall {
  return {
    offer: offer as Address,
    task: { gateway: gateway as Address, submittedAt, inputHash: inputHash as Hex, dataHash: dataHash as Hex },
  };
}
