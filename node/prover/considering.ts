import { asChainError, reasonOf } from "../chain/trouble.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import type { Candidate, Means } from "./candidates.ts";
import { claimTasks } from "./claim.ts";
import { aheadMs, wantsMore } from "./claim-ahead.ts";
import { type ClaimBatch, planClaims } from "./claim-batches.ts";
import { consider } from "./consider.ts";
import type { ProverContext } from "./context.ts";
import { fits } from "./fits.ts";
import type { Job } from "./jobs.ts";
import type { KeptProgram } from "./kept-programs.ts";
import { type Load, loadOf, withTask } from "./load.ts";
import { Needs } from "./needs.ts";
import type { Patience } from "./patience.ts";

/** A task on its way to its claim. */
interface Entry {
  candidate: Candidate;
  /** Once it is worth claiming and can be proved: what it ran on, and since when, in milliseconds of performance.now(). */
  passed?: { program: KeptProgram; since: number };
  /** Its claim is being put into the outbox. */
  isClaimed: boolean;
  /** It has its job, unless something went wrong. */
  hasEnded: boolean;
}

/** What may be considered now. */
interface Due extends Means {
  /** Those whose turn it is first. */
  candidates: Candidate[];
}

/**
 * Tasks between being found and being claimed: some are considered at a time, those that passed wait for each other. All
 * of it is in memory only: before the claim is in the database, all that a crash costs is a dry run.
 */
export class Considering {
  readonly #context: ProverContext;
  readonly #patience: Patience;
  readonly #wake: () => void;
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Set<Promise<void>>();
  #jobs: ReadonlyMap<string, Job> = new Map();
  /** What the jobs make, once for each turn: every task that is considered asks for it. */
  #jobsLoad: Load;
  #isProving = false;
  #due: Due = { candidates: [], freeStake: 0n, balance: 0n, gasPrice: 0n };
  #timer: NodeJS.Timeout | undefined;

  /** `wake` asks for another turn soon. */
  constructor(context: ProverContext, patience: Patience, wake: () => void) {
    this.#context = context;
    this.#patience = patience;
    this.#wake = wake;
    this.#jobsLoad = loadOf(context, []);
  }

  /** The jobs as `read` reads them, which count from now on: a task counts without a break while its job begins. */
  async jobs(read: () => Promise<Job[]>): Promise<Job[]> {
    const ended = [...this.#entries].filter(([, { hasEnded }]) => hasEnded);
    const jobs = await read();
    for (const [id, entry] of ended) if (this.#entries.get(id) === entry) this.#entries.delete(id);
    this.#jobs = new Map(jobs.map((job) => [job.taskId, job]));
    this.#jobsLoad = loadOf(this.#context, jobs);
    this.#isProving = jobs.some(({ state }) => state === "claimed");
    this.#begin();
    return jobs;
  }

  /** Tasks that are neither to be looked for nor to be begun again. */
  get taskIds(): string[] {
    return [...this.#entries.keys(), ...this.#jobs.keys()];
  }

  /** Whether another task would be considered now. */
  get wantsMore(): boolean {
    const { config, provingPool } = this.#context;
    return this.#isFree && wantsMore(this.#load().ahead, { ...config, threads: provingPool.threads });
  }

  /** Says what may be considered now, in place of what could be before. */
  offer(due: Due): void {
    this.#due = due;
    this.#begin();
    this.#claim();
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#running);
  }

  /**
   * Dry runs go ahead of proofs in the pool. Without proofs there is one more for each thread, which fetches what it needs
   * meanwhile; with proofs to be made there is not, so that the pool takes both in turn.
   */
  get #isFree(): boolean {
    const { threads } = this.#context.provingPool;
    const active = [...this.#entries.values()].filter(({ passed, hasEnded }) => !passed && !hasEnded).length;
    return active < (this.#isProving ? threads : 2 * threads);
  }

  #load(): Load {
    let load = this.#jobsLoad;
    for (const [id, { candidate }] of this.#entries) {
      if (!this.#jobs.has(id)) load = withTask(this.#context, load, candidate);
    }
    return load;
  }

  /** Begins to consider as many as there is room for. */
  #begin(): void {
    if (this.#context.stopping.aborted) return;
    let [load, isFree] = [this.#load(), this.#isFree];
    const left = this.#due.candidates.filter((candidate) => {
      const { id } = candidate.task;
      if (this.#entries.has(id) || this.#jobs.has(id)) return false;
      if (!isFree || !fits(this.#context, candidate, load, this.#due)) return true;
      this.#run(this.#consider(candidate, load));
      [load, isFree] = [withTask(this.#context, load, candidate), this.#isFree];
      return false;
    });
    if (left.length < this.#due.candidates.length) this.#context.payloads.ahead(left);
    this.#due = { ...this.#due, candidates: left };
  }

  async #consider(candidate: Candidate, load: Load): Promise<void> {
    const { task, offer } = candidate;
    const entry: Entry = { candidate, isClaimed: false, hasEnded: false };
    this.#entries.set(task.id, entry);
    try {
      const program = await consider(this.#context, task, offer, load);
      this.#patience.succeeded(candidate);
      this.#context.needs.over();
      entry.passed = { program, since: performance.now() };
    } catch (error) {
      this.#failed(entry, error);
    }
    this.#begin();
    this.#claim();
    if (this.wantsMore) this.#wake();
  }

  #failed({ candidate }: Entry, thrown: unknown): void {
    const error = asChainError(thrown) ?? thrown;
    const { task } = candidate;
    this.#entries.delete(task.id);
    const times = this.#patience.failed(candidate, error);
    if (this.#context.stopping.aborted) return; // steps are cut short then; they go on after the restart
    if (Needs.isOne(codeOf(error))) return this.#context.needs.tell(codeOf(error), reasonOf(error));
    const isRefusal = error instanceof W3bError && error.kind === "forbidden";
    const level = times > 1 ? "debug" : isRefusal ? "info" : "warn";
    const about = { taskId: task.id, projectId: task.projectId, code: codeOf(error), reason: reasonOf(error) };
    this.#context.logger[level](about, "a task is not claimed");
  }

  /** Claims what need not wait (any more). */
  #claim(): void {
    clearTimeout(this.#timer);
    const { config, provingPool, stopping } = this.#context;
    if (stopping.aborted) return;
    const now = performance.now();
    const passed = [...this.#entries.values()].flatMap(({ candidate, passed, isClaimed }) =>
      passed && !isClaimed ? [{ ...candidate, program: passed.program, waitedMs: now - passed.since }] : [],
    );
    if (passed.length === 0) return;
    const plan = planClaims(passed, {
      ...config,
      coming: ({ id }) => this.#coming(id),
      busyMs: aheadMs(this.#jobsLoad.ahead, provingPool.threads),
    });
    for (const batch of plan.batches) this.#run(this.#claimBatch(batch));
    if (plan.nextMs !== undefined) this.#timer = setTimeout(() => this.#claim(), plan.nextMs);
  }

  /** How many tasks of an offer are being considered or will be. */
  #coming(offerId: string): number {
    const considered = [...this.#entries.values()].filter(({ passed, hasEnded }) => !passed && !hasEnded);
    const candidates = [...considered.map(({ candidate }) => candidate), ...this.#due.candidates];
    return candidates.filter(({ offer }) => offer.id === offerId).length;
  }

  async #claimBatch(batch: ClaimBatch): Promise<void> {
    const entries = batch.tasks.map(({ task }) => this.#entries.get(task.id)!);
    for (const entry of entries) entry.isClaimed = true;
    try {
      const taken = new Set((await claimTasks(this.#context, batch)).map(({ task }) => task.id));
      for (const entry of entries) {
        const { task } = entry.candidate;
        entry.hasEnded = true;
        if (taken.has(task.id)) this.#failed(entry, takenError());
      }
    } catch (error) {
      for (const entry of entries) this.#failed(entry, error);
    }
    this.#wake();
  }

  #run(step: Promise<void>): void {
    const running: Promise<void> = step.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

function takenError(): W3bError {
  return new W3bError("TASK_TAKEN", "Another prover was faster.", { kind: "forbidden" });
}
