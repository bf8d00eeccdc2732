import type { Pool, PoolClient } from "pg";
import type { Address, Hex } from "viem";
import type { TaskCall } from "../protocol/task.ts";
import type { Proof } from "../proving/types.ts";
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
  /** The outbox's transaction that claims it together with others; null for one of its own. */
  claimBatch: string | null;
  /** The outbox's transaction that carries its proof together with others; null for one of its own. */
  batch: string | null;
  /** With how many proofs, itself included, its own may be sent at most; null for any number, 1 for alone. */
  batchLimit: number | null;
}

/** What a job begins with. */
export const freshJob = {
  ...{ journal: null, proof: null, error: null, attempts: 0, claimBatch: null, batch: null, batchLimit: null },
} as const;

type Database = Pick<Pool | PoolClient, "query">;

/** Begins a job, or begins an abandoned one anew, in its next round; undefined if it is under way or done. */
export async function beginJob(db: Database, job: Omit<Job, "round">): Promise<Job | undefined> {
  return (await beginJobs(db, [job]))[0];
}

/** Begins jobs of different tasks, as beginJob does; returns those that were begun. */
export async function beginJobs(db: Database, jobs: readonly Omit<Job, "round">[]): Promise<Job[]> {
  const { rows } = await db.query<{ taskId: Hex; round: number }>(
    `INSERT INTO node.job
       (task_id, prover, state, offer, task, collateral, deadline, claims, program, journal, proof, error, attempts,
        claim_batch)
     SELECT "taskId", prover, state, offer, task, collateral, deadline, claims, program, journal, proof, error, attempts,
       "claimBatch"
     FROM jsonb_to_recordset($1) AS begun ("taskId" text, prover text, state text, offer text, task jsonb,
       collateral numeric, deadline bigint, claims int, program jsonb, journal text, proof text, error text, attempts int,
       "claimBatch" text)
     ON CONFLICT (task_id, prover) DO UPDATE SET
       state = excluded.state, claims = excluded.claims, program = coalesce(excluded.program, job.program),
       journal = excluded.journal, proof = excluded.proof,
       error = excluded.error, attempts = excluded.attempts, claim_batch = excluded.claim_batch,
       batch = NULL, batch_limit = NULL, round = job.round + 1, updated_at = clock_timestamp()
     WHERE job.state = 'abandoned' RETURNING task_id AS "taskId", round`,
    [JSON.stringify(jobs.map((job) => ({ ...job, collateral: String(job.collateral) })))],
  );
  const rounds = new Map(rows.map(({ taskId, round }) => [taskId, round]));
  return jobs.flatMap((job) => {
    const round = rounds.get(job.taskId);
    return round === undefined ? [] : [{ ...job, round }];
  });
}

/** Changes a job that is still in the state it was read in; false if somebody else changed it. */
export async function moveJob(db: Database, job: Job, change: Partial<Job> & { state: JobState }): Promise<boolean> {
  const after = { ...job, ...change };
  const { rowCount } = await db.query(
    `UPDATE node.job SET state = $4, journal = $5, proof = $6, error = $7, attempts = $8, batch = $9, batch_limit = $10,
       claim_batch = $11, updated_at = clock_timestamp()
     WHERE task_id = $1 AND prover = $2 AND state = $3 AND batch IS NOT DISTINCT FROM $12
       AND claim_batch IS NOT DISTINCT FROM $13`,
    [
      ...[job.taskId, job.prover, job.state, after.state, after.journal, after.proof, after.error, after.attempts],
      ...[after.batch, after.batchLimit, after.claimBatch, job.batch, job.claimBatch],
    ],
  );
  return rowCount === 1;
}

/**
 * Moves all jobs, which are in one state and one batch, to another, with the batch that carries their proofs or the one
 * that carries their claims; returns those that were still as they were read.
 */
export async function moveJobs(
  db: Database,
  jobs: readonly Job[],
  change: Pick<Job, "state"> & { batch?: string | null; claimBatch?: string },
): Promise<Job[]> {
  const [first] = jobs;
  if (!first) return [];
  const { state, batch = first.batch, claimBatch } = change;
  const { rows } = await db.query<{ taskId: Hex }>(
    `UPDATE node.job SET state = $4, batch = $5, claim_batch = coalesce($6, claim_batch), updated_at = clock_timestamp()
     FROM unnest($2::text[], $8::text[]) AS was (id, claim)
     WHERE prover = $1 AND task_id = was.id AND state = $3 AND batch IS NOT DISTINCT FROM $7
       AND claim_batch IS NOT DISTINCT FROM was.claim
     RETURNING task_id AS "taskId"`,
    [
      ...[first.prover, jobs.map(({ taskId }) => taskId), first.state, state, batch, claimBatch, first.batch],
      jobs.map((job) => job.claimBatch),
    ],
  );
  const moved = new Set(rows.map(({ taskId }) => taskId));
  return jobs
    .filter(({ taskId }) => moved.has(taskId))
    .map((job) => ({ ...job, state, batch, claimBatch: claimBatch ?? job.claimBatch }));
}

/** Keeps the proofs of claimed jobs, which are proved then; returns the tasks of those that were still as they were read. */
export async function keepProofs(
  db: Database,
  proofs: readonly { job: Job; proof: Pick<Proof, "journal" | "proof"> }[],
): Promise<Set<Hex>> {
  const { rows } = await db.query<{ taskId: Hex }>(
    `UPDATE node.job SET state = 'proved', journal = made.journal, proof = made.proof, updated_at = clock_timestamp()
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS made (id, prover, claim, journal, proof)
     WHERE job.task_id = made.id AND job.prover = made.prover AND job.state = 'claimed'
       AND job.claim_batch IS NOT DISTINCT FROM made.claim
     RETURNING task_id AS "taskId"`,
    [
      ...[proofs.map(({ job }) => job.taskId), proofs.map(({ job }) => job.prover)],
      ...[proofs.map(({ job }) => job.claimBatch), proofs.map(({ proof }) => proof.journal)],
      proofs.map(({ proof }) => proof.proof),
    ],
  );
  return new Set(rows.map(({ taskId }) => taskId));
}

/**
 * Those of the tasks that are not claimed (again): those under way or done, though others may have to show their results
 * still; those whose claim failed or was lost less than `pauseMs` ago, until the index shows why; those whose proving
 * failed before, which would cost the collateral again.
 */
export async function heldTasks(
  db: Database,
  prover: Address,
  taskIds: readonly string[],
  { pauseMs, now }: { pauseMs: number; now: number },
): Promise<Hex[]> {
  const { rows } = await db.query<{ taskId: Hex }>(
    `SELECT task_id AS "taskId" FROM node.job WHERE prover = $1 AND task_id = ANY ($4) AND deadline >= $3
       AND (state <> 'abandoned' OR (proof IS NULL AND attempts > 0)
         OR updated_at > clock_timestamp() - $2 * interval '1 millisecond')`,
    [prover, pauseMs, now, taskIds],
  );
  return rows.map(({ taskId }) => taskId);
}
