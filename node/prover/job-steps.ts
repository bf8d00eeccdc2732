import type { Offer } from "../../indexer/model/offer.ts";
import { statuses } from "../chain/outbox.ts";
import { asChainError, reasonOf } from "../chain/trouble.ts";
import { Backoff } from "../protocol/backoff.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import type { ProverContext } from "./context.ts";
import { followClaims } from "./follow-claims.ts";
import { followProofs } from "./follow.ts";
import type { Job } from "./jobs.ts";
import { MadeProofs } from "./made-proofs.ts";
import { outcomeOf } from "./outcome.ts";
import { proveJob } from "./prove.ts";
import { ProveTurns } from "./prove-turns.ts";
import { ReadyProofs } from "./ready-proofs.ts";
import { submitProofs } from "./submit.ts";
import { claimId, settlementId } from "./transaction-ids.ts";

/** The steps of jobs that are under way: side by side, one at a time for each job, jobs of a batch in one. */
export class JobSteps {
  readonly #context: ProverContext;
  readonly #wake: () => void;
  readonly #running = new Map<string, Promise<void>>();
  readonly #backoff = new Backoff(500, 15_000);
  readonly #readyProofs: ReadyProofs;
  readonly #madeProofs: MadeProofs;
  /** Claimed jobs whose turn to be proved has not come. */
  #toProve: { job: Job; projectId: string }[] = [];
  readonly #proveTurns: ProveTurns;

  /** `wake` asks for another turn soon: a job has moved on. */
  constructor(context: ProverContext, wake: () => void) {
    this.#context = context;
    this.#wake = wake;
    this.#readyProofs = new ReadyProofs(context);
    // What threads and remote services take at a time, of each of several projects; more would only hold payloads.
    const ofProject = 4 * context.provingPool.threads + 16;
    this.#proveTurns = new ProveTurns({ ofProject, ofAll: 4 * ofProject });
    this.#madeProofs = new MadeProofs(context.pool, context.stopping, wake);
  }

  /** Writes down the proofs that were made since the last turn. Throws what the database throws, and keeps them then. */
  writeProofs(): Promise<void> {
    return this.#madeProofs.write();
  }

  /** Begins the next step of every job that has one; resolves with the milliseconds until a batch is due, if one waits. */
  async begin(jobs: readonly Job[]): Promise<number | undefined> {
    const { pool } = this.#context;
    const { claiming = [], claimed = [], proved = [], submitting = [] } = Object.groupBy(jobs, ({ state }) => state);
    const transactions = new Set([...claiming.map(claimId), ...submitting.map(settlementId)]);
    const sent = await statuses(pool, [...transactions]);
    for (const [id, group] of Map.groupBy(claiming, claimId)) {
      const status = sent.get(id);
      if (outcomeOf(status).outcome !== "pending")
        this.#advance(group, () => followClaims(this.#context, group, status));
    }
    const offers = await this.#context.offers.get([...claimed, ...proved, ...submitting].map(({ offer }) => offer));
    this.#toProve = claimed.map((job) => ({
      job,
      projectId: offers.get(job.offer.toLowerCase())?.projectId ?? job.offer,
    }));
    this.#prove();

    for (const [id, group] of Map.groupBy(submitting, settlementId)) {
      const { outcome, final } = outcomeOf(sent.get(id));
      if (outcome === "pending" || (outcome === "succeeded" && !final)) continue;
      this.#advance(group, () =>
        followProofs(this.#context, { offer: offerOf(group[0]!, offers), jobs: group }, sent.get(id)),
      );
    }
    const ready = proved.filter((job) => this.#isFree(job));
    const plan = await this.#readyProofs.plan(ready, [...claiming, ...claimed], offers);
    for (const batch of plan.batches) this.#advance(batch.jobs, () => submitProofs(this.#context, batch));
    for (const job of ready) {
      if (!offers.has(job.offer.toLowerCase())) this.#advance([job], () => Promise.reject(offerNotFound()));
    }
    return plan.nextMs;
  }

  /** Proves as many as are proved at a time; the next follow as these are done. */
  #prove(): void {
    this.#toProve = this.#toProve.filter(({ job }) => this.#isFree(job));
    for (;;) {
      const next = this.#proveTurns.next(this.#toProve);
      if (!next) return;
      this.#toProve.splice(this.#toProve.indexOf(next), 1);
      this.#advance([next.job], () => this.#proveOne(next.job, next.projectId));
    }
  }

  async #proveOne(job: Job, projectId: string): Promise<boolean> {
    const end = this.#proveTurns.begin(projectId);
    const done = () => {
      end();
      if (!this.#context.stopping.aborted) this.#prove();
    };
    try {
      return await proveJob(this.#context, job, async (proof) => {
        done();
        await this.#madeProofs.add(job, proof);
        return false; // the turn that wrote it down goes on with it
      });
    } finally {
      done();
    }
  }

  /** Resolves when no step runs any more. */
  async idle(): Promise<void> {
    await this.#madeProofs.end();
    await Promise.all(this.#running.values());
  }

  /** Begins a step of jobs, unless one of them is in a step or has to wait after a failure. */
  #advance(jobs: readonly Job[], step: () => Promise<boolean>): void {
    if (!jobs.every((job) => this.#isFree(job))) return;
    const keys = jobs.map((job) => job.taskId);
    const { taskId, state } = jobs[0]!;
    const run = async () => {
      try {
        if (await step()) this.#wake();
        for (const key of keys) this.#backoff.succeeded(key);
      } catch (error) {
        for (const key of keys) this.#backoff.failed(key);
        const about = jobs.length > 1 ? { tasks: keys, state } : { taskId, state };
        this.#report(error, about);
      }
    };
    const running = run().finally(() => {
      for (const key of keys) this.#running.delete(key);
    });
    for (const key of keys) this.#running.set(key, running);
  }

  #isFree({ taskId }: Job): boolean {
    return !this.#running.has(taskId) && !this.#backoff.holds(taskId);
  }

  #report(error: unknown, about: object): void {
    if (this.#context.stopping.aborted) return; // steps are cut short then; they go on after the restart
    const trouble = asChainError(error) ?? error;
    const details = { ...about, code: codeOf(trouble), reason: reasonOf(trouble) };
    this.#context.logger.warn(details, "a task waits: its next step failed");
  }
}

function offerOf({ offer }: Job, offers: ReadonlyMap<string, Offer>): Offer {
  const found = offers.get(offer.toLowerCase());
  if (!found) throw offerNotFound();
  return found;
}

function offerNotFound(): W3bError {
  return new W3bError("OFFER_NOT_FOUND", "The task's offer is not indexed.", { kind: "unavailable" });
}
