import type { Pool } from "pg";
import type { Hex } from "viem";
import type { Proof } from "../proving/types.ts";
import { type Job, keepProofs } from "./jobs.ts";

interface Made {
  job: Job;
  proof: Proof;
  written: PromiseWithResolvers<boolean>;
}

/**
 * Proofs that were made since the last turn. They are written down together at the next one, the first that looks for
 * them: a commit for each would cost Postgres more than all else it does for a task. A crash in between costs a proof,
 * not a claim.
 */
export class MadeProofs {
  readonly #pool: Pool;
  readonly #stopping: AbortSignal;
  readonly #wake: () => void;
  readonly #made = new Map<Hex, Made>();

  /** `wake` asks for a turn. */
  constructor(pool: Pool, stopping: AbortSignal, wake: () => void) {
    this.#pool = pool;
    this.#stopping = stopping;
    this.#wake = wake;
  }

  /** Resolves once the proof is written down, with whether its job was as it had been. Throws what the database throws. */
  async add(job: Job, proof: Proof): Promise<boolean> {
    const made = { job, proof, written: Promise.withResolvers<boolean>() };
    this.#made.set(job.taskId, made);
    if (this.#stopping.aborted)
      await this.end(); // no turn follows
    else this.#wake();
    return made.written.promise;
  }

  /** Writes them down. Throws what the database throws, and keeps them for the next turn then. */
  async write(): Promise<void> {
    const all = [...this.#made.values()];
    if (all.length === 0) return;
    const kept = await keepProofs(this.#pool, all);
    for (const { job, written } of all) {
      this.#made.delete(job.taskId);
      written.resolve(kept.has(job.taskId));
    }
  }

  /** Writes them down, or gives them up. */
  async end(): Promise<void> {
    try {
      await this.write();
    } catch (error) {
      for (const { written } of this.#made.values()) written.reject(error);
      this.#made.clear();
    }
  }
}
