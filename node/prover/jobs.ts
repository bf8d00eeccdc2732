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
  /** From when on the task can only be refunded, Unix time. */
  deadline: number;
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
  /** The outbox's transaction that carries its proof together with others; null for one of its own. */
  batch: string | null;
  /** With how many proofs, itself included, its own may be sent at most; null for any number, 1 for alone. */
  batchLimit: number | null;
}

/** What a job begins with. */
export const freshJob = {
  ...{ journal: null, proof: null, error: null, attempts: 0, batch: null, batchLimit: null },
} as const;

type Database = Pick<Pool | PoolClient, "query">;

/** Begins a job, or begins an abandoned one anew, in its next round; undefined if it is under way or done. */
export async function beginJob(db: Database, job: Omit<Job, "round">): Promise<Job | undefined> {
  const { rows } = await db.query<{ round: number }>(
    `INSERT INTO node.job
       (task_id, prover, state, offer, task, collateral, deadline, claims, program, journal, proof, error, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (task_id, prover) DO UPDATE SET
       state = excluded.state, claims = excluded.claims, program = coalesce(excluded.program, job.program),
       journal = excluded.journal, proof = excluded.proof,
       error = excluded.error, attempts = excluded.attempts, batch = NULL, batch_limit = NULL, round = job.round + 1,
       updated_at = clock_timestamp()
     WHERE job.state = 'abandoned' RETURNING round`,
    [
      ...[job.taskId, job.prover, job.state, job.offer, JSON.stringify(job.task), job.collateral, job.deadline],
      ...[job.claims, job.program && JSON.stringify(job.program), job.journal, job.proof, job.error, job.attempts],
    ],
  );
  return rows[0] && { ...job, ...rows[0] };
}

/** Changes a job that is still in the state it was read in; false if somebody else changed it. */
export async function moveJob(db: Database, job: Job, change: Partial<Job> & { state: JobState }): Promise<boolean> {
  const after = { ...job, ...change };
  const { rowCount } = await db.query(
    `UPDATE node.job SET state = $4, journal = $5, proof = $6, error = $7, attempts = $8, batch = $9, batch_limit = $10,
       updated_at = clock_timestamp()
     WHERE task_id = $1 AND prover = $2 AND state = $3 AND batch IS NOT DISTINCT FROM $11`,
    [
      ...[job.taskId, job.prover, job.state, after.state, after.journal, after.proof, after.error, after.attempts],
      ...[after.batch, after.batchLimit, job.batch],
    ],
  );
  return rowCount === 1;
}

/** Moves all jobs to a state, with the batch that carries them; returns those that were still as they were read. */
export async function moveJobs(
  db: Database,
  jobs: readonly Job[],
  { state, batch }: Pick<Job, "state" | "batch">,
): Promise<Job[]> {
  const [first] = jobs;
  if (!first) return [];
  const { rows } = await db.query<{ taskId: Hex }>(
    `UPDATE node.job SET state = $4, batch = $5, updated_at = clock_timestamp()
     WHERE prover = $1 AND task_id = ANY ($2) AND state = $3 AND batch IS NOT DISTINCT FROM $6
     RETURNING task_id AS "taskId"`,
    [first.prover, jobs.map(({ taskId }) => taskId), first.state, state, batch, first.batch],
  );
  const moved = new Set(rows.map(({ taskId }) => taskId));
  return jobs.filter(({ taskId }) => moved.has(taskId)).map((job) => ({ ...job, state, batch }));
}

/** The prover's jobs that are neither done nor abandoned, the oldest first. */
export async function unfinishedJobs(db: Database, prover: Address): Promise<Job[]> {
  const { rows } = await db.query<Row>(
    `SELECT task_id AS "taskId", prover, state, offer, task, collateral, deadline, claims, round, program, journal, proof,
       error, attempts, batch, batch_limit AS "batchLimit"
     FROM node.job WHERE prover = $1 AND state NOT IN ('done', 'abandoned') ORDER BY created_at`,
    [prover],
  );
  return rows.map((row) => ({ ...row, collateral: BigInt(row.collateral), deadline: Number(row.deadline) }));
}

/**
 * The tasks that are not claimed (again): those under way or done, though others may have to show their results still;
 * those whose claim failed or was lost less than `pauseMs` ago, until the index shows why; those whose proving failed
 * before, which would cost the collateral again.
 */
export async function heldTasks(db: Database, prover: Address, pauseMs: number, now: number): Promise<Hex[]> {
  const { rows } = await db.query<{ taskId: Hex }>(
    `SELECT task_id AS "taskId" FROM node.job WHERE prover = $1 AND deadline >= $3
       AND (state <> 'abandoned' OR (proof IS NULL AND attempts > 0)
         OR updated_at > clock_timestamp() - $2 * interval '1 millisecond')`,
    [prover, pauseMs, now],
  );
  return rows.map(({ taskId }) => taskId);
}

/** As Postgres gives it: numeric and bigint as strings. */
interface Row extends Omit<Job, "collateral" | "deadline"> {
  collateral: string;
  deadline: string;
}
