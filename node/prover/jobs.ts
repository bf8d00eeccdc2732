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
  /** How often the task had been claimed when this job began: tells one claim's transactions from the next one's. */
  claims: number;
  /** What it was claimed with; null for a claim found on the chain, whose program is fetched. */
  program: KeptProgram | null;
  journal: Hex | null;
  proof: Hex | null;
  error: string | null;
  /** Failures of proving and settling. */
  attempts: number;
}

type Database = Pick<Pool | PoolClient, "query">;

/** Begins a job, or begins an abandoned one anew; false if it is under way or done. */
export async function beginJob(db: Database, job: Job): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO node.job (task_id, prover, state, spec, journal, proof, error, attempts, program)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (task_id, prover) DO UPDATE SET
       state = excluded.state, spec = excluded.spec, program = coalesce(excluded.program, job.program),
        journal = excluded.journal, proof = excluded.proof,
       error = excluded.error, attempts = excluded.attempts, updated_at = clock_timestamp()
     WHERE job.state = 'abandoned'`,
    [
      ...[job.taskId, job.prover, job.state, packSpec(job), job.journal, job.proof, job.error, job.attempts],
      job.program && JSON.stringify(job.program),
    ],
  );
  return rowCount === 1;
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
    `SELECT task_id, prover, state, spec, program, journal, proof, error, attempts FROM node.job
     WHERE prover = $1 AND state NOT IN ('done', 'abandoned') ORDER BY created_at`,
    [prover],
  );
  return rows.map(({ task_id, spec, ...row }) => ({ ...row, taskId: task_id, ...unpackSpec(spec) }));
}

/** The claims of tasks this prover has tried before, as "<task id>:<claims>": the outcome would be the same. */
export async function triedClaims(db: Database, prover: Address, taskIds: Hex[]): Promise<Set<string>> {
  const { rows } = await db.query<{ tried: string }>(
    `SELECT task_id || ':' || (spec ->> 'claims') AS tried FROM node.job WHERE prover = $1 AND task_id = ANY ($2)`,
    [prover, taskIds],
  );
  return new Set(rows.map(({ tried }) => tried));
}

interface Row extends Omit<Job, "taskId" | "spec" | "claims"> {
  task_id: Hex;
  spec: PackedSpec;
}

/** The spec as JSON: bigints as decimal strings. */
type PackedSpec = { [Key in keyof TaskSpec]: TaskSpec[Key] extends bigint ? string : TaskSpec[Key] } & {
  claims: number;
};

function packSpec({ spec, claims }: Job): string {
  return JSON.stringify({ ...spec, claims }, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

function unpackSpec({ claims, ...packed }: PackedSpec): { spec: TaskSpec; claims: number } {
  const { projectId, nonce, minReward, maxReward, collateral } = packed;
  const amounts = { minReward: BigInt(minReward), maxReward: BigInt(maxReward), collateral: BigInt(collateral) };
  return { spec: { ...packed, ...amounts, projectId: BigInt(projectId), nonce: BigInt(nonce) }, claims };
}
