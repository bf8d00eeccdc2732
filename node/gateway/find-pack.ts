import type { Pool } from "pg";
import type { Hex } from "viem";

/**
 * packed: waits for its dry run or its submission. submitting: the submission is under way or not final yet.
 * submitted: it is for ever. failed: it never will be.
 */
export type PackState = "packed" | "submitting" | "submitted" | "failed";

/** A task-to-be of a gateway. */
export interface Pack {
  /** The payload's hash. */
  id: Hex;
  projectId: string;
  version: string;
  state: PackState;
  /** What the program commits to; null before the dry run. */
  inputHash: Hex | null;
  /** The task's id on chain; null until the submission is mined. */
  chainTaskId: Hex | null;
  /** Why it failed, or why it still waits. */
  error: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const packColumns = `id, project_id AS "projectId", version, state, input_hash AS "inputHash",
  chain_task_id AS "chainTaskId", error, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The pack with this payload hash. */
export async function findPack(pool: Pick<Pool, "query">, id: string): Promise<Pack | undefined> {
  const { rows } = await pool.query<Pack>(`SELECT ${packColumns} FROM node.pack WHERE id = $1`, [id]);
  return rows[0];
}
