import type { Pool } from "pg";
import type { Address, Hex } from "viem";
import type { Job } from "./jobs.ts";

/**
 * The prover's jobs that are neither done nor abandoned. Every turn reads them, and few have changed since the last: each
 * is read whole only when it has.
 */
export class KeptJobs {
  readonly #pool: Pool;
  readonly #prover: Address;
  /** By task, with the row's version. */
  #known = new Map<Hex, { version: string; job: Job }>();

  constructor(pool: Pool, prover: Address) {
    this.#pool = pool;
    this.#prover = prover;
  }

  /** The oldest first. Throws what the database throws. */
  async unfinished(): Promise<Job[]> {
    // A row's xmin names the transaction that wrote it, so that it differs whenever somebody has changed the row.
    const { rows } = await this.#pool.query<{ taskId: Hex; version: string }>(
      `SELECT task_id AS "taskId", xmin::text AS version FROM node.job WHERE prover = $1 AND ${isUnfinished}
       ORDER BY created_at`,
      [this.#prover],
    );
    const changed = rows.filter(({ taskId, version }) => this.#known.get(taskId)?.version !== version);
    const read = await this.#read(changed.map(({ taskId }) => taskId));
    const known = rows.flatMap(({ taskId, version }) => {
      const before = this.#known.get(taskId);
      const now = before?.version === version ? before : read.get(taskId);
      return now ? [[taskId, now] as const] : []; // it may have ended meanwhile
    });
    this.#known = new Map(known);
    return known.map(([, { job }]) => job);
  }

  async #read(taskIds: readonly Hex[]): Promise<Map<Hex, { version: string; job: Job }>> {
    if (taskIds.length === 0) return new Map();
    const { rows } = await this.#pool.query<Row>(
      `SELECT xmin::text AS version, task_id AS "taskId", prover, state, offer, task, collateral, deadline, claims, round,
         program, journal, proof, error, attempts, claim_batch AS "claimBatch", batch, batch_limit AS "batchLimit"
       FROM node.job WHERE prover = $1 AND task_id = ANY ($2) AND ${isUnfinished}`,
      [this.#prover, taskIds],
    );
    return new Map(
      rows.map(({ version, collateral, deadline, ...row }) => {
        const job = { ...row, collateral: BigInt(collateral), deadline: Number(deadline) };
        return [row.taskId, { version, job }];
      }),
    );
  }
}

const isUnfinished = "state NOT IN ('done', 'abandoned')";

/** As Postgres gives it: numeric and bigint as strings. */
interface Row extends Omit<Job, "collateral" | "deadline"> {
  version: string;
  collateral: string;
  deadline: string;
}
