import type { Offer } from "../../indexer/model/offer.ts";
import { statuses } from "../chain/outbox.ts";
import { reasonOf } from "../chain/trouble.ts";
import { Backoff } from "../protocol/backoff.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { followClaim } from "./claim.ts";
import { consider, type Load } from "./consider.ts";
import type { ProverContext } from "./context.ts";
import { expireLateClaims } from "./expire.ts";
import { followProofs } from "./follow.ts";
import { type Job, unfinishedJobs } from "./jobs.ts";
import { KeptOffers } from "./kept-offers.ts";
import { outcomeOf } from "./outcome.ts";
import { Patience } from "./patience.ts";
import { proveJob } from "./prove.ts";
import { ReadyProofs } from "./ready-proofs.ts";
import { submitProofs } from "./submit.ts";
import { claimId, settlementId } from "./transaction-ids.ts";

/** Decides at each turn what the prover does next; steps run side by side, one for each task. */
export class Scheduler {
  readonly #context: ProverContext;
  readonly #wake: () => void;
  readonly #running = new Map<string, Promise<void>>();
  /** Tasks that are being considered, by id, with the stake they will lock. */
  readonly #considered = new Map<string, bigint>();
  /** When each open task was first seen, by id and number of claims; milliseconds of performance.now(). */
  #seen = new Map<string, number>();
  readonly #jobBackoff = new Backoff(500, 15_000);
  readonly #patience = new Patience();
  /** When to look for late claims again, in milliseconds of performance.now(). */
  #expireAt = 0;
  readonly #offers: KeptOffers;
  readonly #readyProofs: ReadyProofs;

  /** `wake` asks for another turn soon. */
  constructor(context: ProverContext, wake: () => void) {
    this.#context = context;
    this.#wake = wake;
    this.#offers = new KeptOffers(context.pool);
    this.#readyProofs = new ReadyProofs(context);
  }

  /** One turn; resolves with the time until the next is due, in milliseconds. Throws what the database and chain throw. */
  async turn(): Promise<number> {
    const { pool, prover, config } = this.#context;
    // Before the jobs are read: a task whose job begins in between is counted twice rather than not at all.
    const considered = new Map(this.#considered);
    const jobs = await unfinishedJobs(pool, prover);
    const nextBatchMs = await this.#advanceAll(jobs);
    if (config.expireLateClaims && performance.now() >= this.#expireAt) {
      this.#expireAt = performance.now() + config.pollMs; // seconds do not matter to a bounty
      await expireLateClaims(this.#context);
    }
    return Math.min(nextBatchMs ?? config.pollMs, await this.#lookForTasks(jobs, considered));
  }

  /** Resolves when no step runs any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Begins the next step of every job that has one; resolves with the milliseconds until a batch is due, if one waits. */
  async #advanceAll(jobs: readonly Job[]): Promise<number | undefined> {
    const { pool } = this.#context;
    const { claiming = [], claimed = [], proved = [], submitting = [] } = Object.groupBy(jobs, ({ state }) => state);
    const sent = await statuses(pool, [...claiming.map(claimId), ...new Set(submitting.map(settlementId))]);
    for (const job of claiming) {
      const status = sent.get(claimId(job));
      if (outcomeOf(status).outcome !== "pending") this.#advance([job], () => followClaim(this.#context, job, status));
    }
    for (const job of claimed) this.#advance([job], () => proveJob(this.#context, job));

    const offers = await this.#offers.get([...proved, ...submitting].map(({ offer }) => offer));
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

  async #lookForTasks(jobs: Job[], considered: Map<string, bigint>): Promise<number> {
    const { config, provingPool } = this.#context;
    const unproved = jobs.filter(isUnproved);
    const ready = jobs.filter(({ state }) => state === "proved");
    const most = provingPool.threads * config.claimsPerThread;
    // Proofs that wait for others keep no thread busy; but when they cannot be sent, claiming has to stop.
    const busy = considered.size + unproved.length + Math.max(0, ready.length - config.batchMax);
    const room = most - busy;
    if (room <= 0) return config.pollMs;

    const excepted = this.#patience.excepted();
    const except = [...excepted.except, ...considered.keys(), ...jobs.map(({ taskId }) => taskId)];
    const waiting = this.#byTurn(await candidates(this.#context, { ...excepted, except }));
    const due = waiting.filter(({ inMs }) => inMs <= 0).slice(0, room);
    const load: Load = {
      openClaims: considered.size + jobs.length,
      tasksBefore: considered.size + unproved.length,
      pendingCollateral: [
        ...considered.values(),
        ...jobs.filter(isClaiming).map(({ collateral }) => collateral),
      ].reduce((sum, collateral) => sum + collateral, 0n),
    };
    for (const { candidate } of due) {
      this.#consider(candidate, { ...load });
      load.openClaims += 1;
      load.tasksBefore += 1;
      load.pendingCollateral += candidate.task.collateral;
    }
    const next = waiting.find(({ inMs }) => inMs > 0)?.inMs ?? config.pollMs;
    return Math.min(next, config.pollMs);
  }

  /** Candidates in the order in which it is this prover's turn to claim them. */
  #byTurn(found: Candidate[]): { candidate: Candidate; inMs: number }[] {
    const now = performance.now();
    const before = this.#seen;
    this.#seen = new Map();
    return found
      .map((candidate) => {
        const key = `${candidate.task.id}:${candidate.task.claims}`;
        const seen = before.get(key) ?? now;
        this.#seen.set(key, seen);
        return { candidate, inMs: seen + candidate.rank * this.#context.config.backoffMs - now };
      })
      .sort((a, b) => a.inMs - b.inMs);
  }

  /** Begins a step of jobs, unless one of them is in a step or has to wait after a failure. */
  #advance(jobs: readonly Job[], step: () => Promise<boolean>): void {
    if (!jobs.every((job) => this.#isFree(job))) return;
    const keys = jobs.map(keyOf);
    const { taskId, state } = jobs[0]!;
    this.#run(keys, async () => {
      try {
        if (await step()) this.#wake();
        for (const key of keys) this.#jobBackoff.succeeded(key);
      } catch (error) {
        for (const key of keys) this.#jobBackoff.failed(key);
        const about = jobs.length > 1 ? { tasks: jobs.map((job) => job.taskId), state } : { taskId, state };
        this.#report(error, about, "a task waits: its next step failed");
      }
    });
  }

  #isFree(job: Job): boolean {
    const key = keyOf(job);
    return !this.#running.has(key) && !this.#jobBackoff.holds(key);
  }

  #consider(candidate: Candidate, load: Load): void {
    const { task, offer } = candidate;
    this.#considered.set(task.id, task.collateral);
    this.#run([`task:${task.id}`], async () => {
      try {
        if (await consider(this.#context, task, offer, load)) {
          this.#context.logger.info({ taskId: task.id, projectId: task.projectId }, "claiming a task");
        }
        this.#patience.succeeded(candidate);
      } catch (error) {
        const times = this.#patience.failed(candidate, error);
        const isRefusal = error instanceof W3bError && error.kind === "forbidden";
        const level = times > 1 ? "debug" : isRefusal ? "info" : "warn";
        this.#report(error, { taskId: task.id, projectId: task.projectId }, "a task is not claimed", level);
      } finally {
        this.#considered.delete(task.id);
        this.#wake();
      }
    });
  }

  #run(keys: readonly string[], step: () => Promise<void>): void {
    const running = step().finally(() => {
      for (const key of keys) this.#running.delete(key);
    });
    for (const key of keys) this.#running.set(key, running);
  }

  #report(error: unknown, about: object, message: string, level: "warn" | "info" | "debug" = "warn"): void {
    if (this.#context.stopping.aborted) return; // steps are cut short then; they go on after the restart
    this.#context.logger[level]({ ...about, code: codeOf(error), reason: reasonOf(error) }, message);
  }
}

function keyOf({ taskId }: Job): string {
  return `job:${taskId}`;
}

function offerOf({ offer }: Job, offers: ReadonlyMap<string, Offer>): Offer {
  const found = offers.get(offer.toLowerCase());
  if (!found) throw offerNotFound();
  return found;
}

function offerNotFound(): W3bError {
  return new W3bError("OFFER_NOT_FOUND", "The task's offer is not indexed.", { kind: "unavailable" });
}

/** Whether a claim still needs the proving pool. */
function isUnproved({ state }: Job): boolean {
  return state === "claiming" || state === "claimed";
}

function isClaiming({ state }: Job): boolean {
  return state === "claiming";
}
