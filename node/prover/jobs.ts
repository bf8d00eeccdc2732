import type { Pool, PoolClient } from "pg";
import type { Address, Hex } from "viem";
import type { TaskSpec } from "../protocol/task.ts";
import type { KeptProgram } from "./kept-programs.ts";

/**
 * claiming -> claimed -> proved -> submitting -> done, or abandoned from anywhere. A job is in the database before the
 * transaction of its state is, and its proof before it is sent, so that a restart goes on where the process ended.
 */
export type JobState = "claiming" | "claimed" | "proved" | "submitting" | "done" | "abandoned";

/** A task this prover works on; the row of node.job. */
export interface Job {
  taskId: Hex;
  /** Lower case, as all addresses in the database. */
  prover: Address;
  state: JobState;
  spec: TaskSpec;
  /** How often the task had been claimed when this job began. */
  claims: number;
  /** How often the job had been begun before: tells the transactions of one time from those of the next. */
  round: number;
  /** What it was claimed with; null for a claim found on the chain, whose program is fetched. */
  program: KeptProgram | null;
  journal: Hex | null;
  proof: Hex | null;
  error: string | null;
  /** Failures of proving and settling in this round. */
  attempts: number;
}

type Database = Pick<Pool | PoolClient, "query">;

/** Begins a job, or begins an abandoned one anew, in its next round; undefined if it is under way or done. */
export async function beginJob(db: Database, job: Omit<Job, "round">): Promise<Job | undefined> {
  const { rows } = await db.query<{ round: number }>(
    `INSERT INTO node.job (task_id, prover, state, spec, journal, proof, error, attempts, program)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (task_id, prover) DO UPDATE SET
       state = excluded.state, spec = excluded.spec, program = coalesce(excluded.program, job.program),
        journal = excluded.journal, proof = excluded.proof,
       error = excluded.error, attempts = excluded.attempts, round = job.round + 1, updated_at = clock_timestamp()
     WHERE job.state = 'abandoned' RETURNING round`,
    [
      ...[job.taskId, job.prover, job.state, packSpec(job), job.journal, job.proof, job.error, job.attempts],
      job.program && JSON.stringify(job.program),
    ],
  );
  return rows[0] && { ...job, ...rows[0] };
}

/** Changes a job that is still in the state it was read in; false if somebody else changed it. */
export async function moveJob(db: Database, job: Job, change: Partial<Job> & { state: JobState }): Promise<boolean> {
  const after = { ...job, ...change };
  const { rowCount } = await db.query(
    `UPDATE node.job SET state = $4, journal = $5, proof = $6, error = $7, attempts = $8, updated_at = clock_timestamp()
     WHERE task_id = $1 AND prover = $2 AND state = $3`,
    [job.taskId, job.prover, job.state, after.state, after.journal, after.proof, after.error, after.attempts],
  );
  return rowCount === 1;
}

/** The prover's jobs that are neither done nor abandoned, the oldest first. */
export async function unfinishedJobs(db: Database, prover: Address): Promise<Job[]> {
  const { rows } = await db.query<Row>(
    `SELECT task_id, prover, state, spec, program, journal, proof, error, attempts, round FROM node.job
     WHERE prover = $1 AND state NOT IN ('done', 'abandoned') ORDER BY created_at`,
    [prover],
  );
  return rows.map(({ task_id, spec, ...row }) => ({ ...row, taskId: task_id, ...unpackSpec(spec) }));
}

/**
 * The tasks that are not claimed (again): those under way or done; those whose claim failed or was lost less than
 * `pauseMs` ago, until the index shows why; those whose proving failed before, which would cost the collateral again.
 */
export async function heldTasks(db: Database, prover: Address, pauseMs: number, now: number): Promise<Hex[]> {
  const { rows } = await db.query<{ task_id: Hex }>(
    `SELECT task_id FROM node.job WHERE prover = $1 AND (spec ->> 'deadline')::bigint >= $3
       AND (state <> 'abandoned' OR (proof IS NULL AND attempts > 0)
         OR updated_at > clock_timestamp() - $2 * interval '1 millisecond')`,
    [prover, pauseMs, now],
  );
  return rows.map(({ task_id }) => task_id);
}

interface Row extends Omit<Job, "taskId" | "spec" | "claims"> {
  task_id: Hex;
  spec: PackedSpec;
}

/** The spec as JSON: bigints as decimal strings. */
type PackedSpec = { [Key in keyof TaskSpec]: TaskSpec[Key] extends bigint ? string : TaskSpec[Key] } & {
  claims: number;
};

function packSpec({ spec, claims }: Pick<Job, "spec" | "claims">): string {
  return JSON.stringify({ ...spec, claims }, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

function unpackSpec({ claims, ...packed }: PackedSpec): { spec: TaskSpec; claims: number } {
  const { projectId, nonce, minReward, maxReward, collateral } = packed;
  const amounts = { minReward: BigInt(minReward), maxReward: BigInt(maxReward), collateral: BigInt(collateral) };
  return { spec: { ...packed, ...amounts, projectId: BigInt(projectId), nonce: BigInt(nonce) }, claims };
}
