import type { Hex } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import { claimDeadlines } from "../../indexer/model/queries/index.ts";
import { type BatchPlan, planBatches, type ReadyProof } from "./batches.ts";
import type { ProverContext } from "./context.ts";
import type { Job } from "./jobs.ts";

/** What each turn knows of proofs that are ready: since when, and what is left of their claims. */
export class ReadyProofs {
  readonly #context: ProverContext;
  /** Since when, in milliseconds of performance.now(); after a restart since then. */
  #since = new Map<Hex, number>();
  /** Until when they are claimed, Unix time, as far as the index has shown it. */
  #deadlines = new Map<Hex, number>();

  constructor(context: ProverContext) {
    this.#context = context;
  }

  /** Which of the proved jobs are sent now; `others` are the jobs that still need proving. Throws what the database and chain throw. */
  async plan(proved: readonly Job[], others: readonly Job[], offers: ReadonlyMap<string, Offer>): Promise<BatchPlan> {
    const { pool, chain, config, deployment, proveTimes } = this.#context;
    const now = performance.now();
    this.#since = new Map(proved.map(({ taskId }) => [taskId, this.#since.get(taskId) ?? now]));
    const ids = new Set(proved.map(({ taskId }) => taskId));
    const deadlines = new Map([...this.#deadlines].filter(([taskId]) => ids.has(taskId)));
    this.#deadlines = deadlines;
    if (proved.length === 0) return { batches: [], nextMs: undefined };

    const unknown = [...ids].filter((taskId) => !deadlines.has(taskId));
    const ask = unknown.length > 0 ? claimDeadlines(pool, unknown) : new Map<string, number>();
    const [shown, time] = await Promise.all([ask, chain.now()]);
    for (const [taskId, deadline] of shown) deadlines.set(taskId as Hex, deadline);
    const ready = proved.flatMap((job): ReadyProof[] => {
      const offer = offers.get(job.offer.toLowerCase());
      const deadline = deadlines.get(job.taskId);
      const leftMs = deadline === undefined ? undefined : (deadline - time) * 1_000;
      return offer ? [{ job, offer, waitedMs: now - this.#since.get(job.taskId)!, leftMs }] : [];
    });
    const comingIn = Map.groupBy(others, (job) => job.offer.toLowerCase());
    return planBatches(ready, {
      ...config,
      batchVerifier: deployment.groth16Verifier,
      coming: ({ id, programId }) =>
        proveTimes.expected(programId as Hex) > config.batchWaitMs ? 0 : (comingIn.get(id)?.length ?? 0),
    });
  }
}
