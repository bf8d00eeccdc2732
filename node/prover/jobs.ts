import type { Pool, PoolClient } from "pg";
import type { Address, Hex } from "viem";
import type { TaskCall } from "../protocol/task.ts";
import type { KeptProgram } from "./kept-programs.ts";

/**
 * claiming -> claimed -> proved -> submitting -> done, or abandoned from anywhere. A job is in the database before the
 * transaction of its state is, and its proof before it is sent, so that a restart goes on where the process ended.
 */
export type JobState = "claiming" | "claimed" | "proved" | "submitting" | "done" | "abandoned";

/** A task this prover works on; the row of node.job. */
export interface Job extends TaskCall {
  taskId: Hex;
  /** Lower case, as all addresses in the database. */
  prover: Address;
  state: JobState;
  /** Stake that the claim locks, in wei. */
  collateral: bigint;
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

/** What a job begins with. */
export const freshJob = { journal: null, proof: null, error: null, attempts: 0 } as const;

type Database = Pick<Pool | PoolClient, "query">;

/** Begins a job, or begins an abandoned one anew; false if it is under way or done. */
export async function beginJob(db: Database, job: Job): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO node.job
       (task_id, prover, state, offer, task, collateral, claims, program, journal, proof, error, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (task_id, prover) DO UPDATE SET
       state = excluded.state, claims = excluded.claims, program = coalesce(excluded.program, job.program),
       journal = excluded.journal, proof = excluded.proof,
       error = excluded.error, attempts = excluded.attempts, updated_at = clock_timestamp()
     WHERE job.state = 'abandoned'`,
    [
      ...[job.taskId, job.prover, job.state, job.offer, JSON.stringify(job.task), job.collateral, job.claims],
      ...[job.program && JSON.stringify(job.program), job.journal, job.proof, job.error, job.attempts],
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
    `SELECT task_id AS "taskId", prover, state, offer, task, collateral, claims, program, journal, proof, error, attempts
     FROM node.job WHERE prover = $1 AND state NOT IN ('done', 'abandoned') ORDER BY created_at`,
    [prover],
  );
  return rows.map((row) => ({ ...row, collateral: BigInt(row.collateral) }));
}

/**
 * Which of these tasks the prover has nothing more to do with: it tried the present claim before, with an outcome that
 * would be the same, or it is done. (A task that needs the results of several provers is open after it showed its own.)
 */
export async function triedTasks(
  db: Database,
  prover: Address,
  taskIds: Hex[],
): Promise<(task: { id: string; claims: number }) => boolean> {
  const { rows } = await db.query<{ taskId: string; state: JobState; claims: number }>(
    `SELECT task_id AS "taskId", state, claims FROM node.job WHERE prover = $1 AND task_id = ANY ($2)`,
    [prover, taskIds],
  );
  const jobs = new Map(rows.map((job) => [job.taskId, job]));
  return ({ id, claims }) => {
    const job = jobs.get(id);
    return job !== undefined && (job.state === "done" || job.claims === claims);
  };
}

/** As Postgres gives it: numeric as a string. */
interface Row extends Omit<Job, "collateral"> {
  collateral: string;
}
