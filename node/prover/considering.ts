import { asChainError, reasonOf } from "../chain/trouble.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import { mostUnderWay, projectShare } from "../proving/shares.ts";
import type { Candidate, Means } from "./candidates.ts";
import { claimTasks } from "./claim.ts";
import { aheadMs, wantsMore } from "./claim-ahead.ts";
import { type ClaimBatch, planClaims } from "./claim-batches.ts";
import { consider } from "./consider.ts";
import type { ProverContext } from "./context.ts";
import { fits } from "./fits.ts";
import type { Job } from "./jobs.ts";
import type { KeptProgram } from "./kept-programs.ts";
import { aheadByProject, type Load, loadOf, withTask } from "./load.ts";
import { Needs } from "./needs.ts";
import type { Patience } from "./patience.ts";

/** A task on its way to its claim. */
interface Entry {
  candidate: Candidate;
  /** Once it is worth claiming and can be proved: what it ran on, and since when, in milliseconds of performance.now(). */
  passed?: { program: KeptProgram; since: number };
  /** It passed and there is room for it: it counts as what will be proved. */
  isAdmitted: boolean;
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

/** How long a task that passed waits for room, in milliseconds; others may have claimed it by then. */
const longestForRoomMs = 30_000;

/**
 * Tasks between being found and being claimed: some of each project are fetched and dry-run side by side, and wait for
 * their own project's hosts and circuits only; those that passed are admitted while there is room, and wait for each
 * other to be claimed together. All of it is in memory only: before the claim is in the database, all that a crash costs
 * is a dry run.
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
  #jobsByProject: ReadonlyMap<string, number> = new Map();
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
    const byProject = aheadByProject(jobs, await this.#context.offers.get(jobs.map(({ offer }) => offer)));
    for (const [id, entry] of ended) if (this.#entries.get(id) === entry) this.#entries.delete(id);
    this.#jobs = new Map(jobs.map((job) => [job.taskId, job]));
    this.#jobsLoad = loadOf(this.#context, jobs);
    this.#jobsByProject = byProject;
    this.#forgetStale();
    this.#goOn();
    return jobs;
  }

  /** Tasks that are neither to be looked for nor to be begun again. */
  get taskIds(): string[] {
    return [...this.#entries.keys(), ...this.#jobs.keys()];
  }

  /** How many tasks of each project are under way, by its id. */
  get underWay(): Record<string, number> {
    const counts = Object.fromEntries(this.#jobsByProject);
    for (const [id, { candidate }] of this.#entries) {
      const { projectId } = candidate.task;
      if (!this.#jobs.has(id)) counts[projectId] = (counts[projectId] ?? 0) + 1;
    }
    return counts;
  }

  /** Whether another task of any project would be considered now. */
  get wantsMore(): boolean {
    const { config, provingPool } = this.#context;
    const { total, admitted } = this.#loads();
    return total < mostUnderWay && wantsMore(admitted.ahead, { ...config, threads: provingPool.threads });
  }

  /** Says what may be considered now, in place of what could be before. */
  offer(due: Due): void {
    this.#due = due;
    this.#goOn();
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#running);
  }

  /** What is under way. Tasks that are considered count for their own project alone: they may hang, or fail. */
  #loads() {
    let admitted = this.#jobsLoad;
    const ahead = new Map(this.#jobsByProject);
    const considered = Map.groupBy(
      [...this.#entries.values()].filter(({ isAdmitted }) => !isAdmitted),
      ({ candidate }) => candidate.task.projectId,
    );
    for (const [id, { candidate, isAdmitted }] of this.#entries) {
      if (!isAdmitted || this.#jobs.has(id)) continue;
      admitted = withTask(this.#context, admitted, candidate);
      add(ahead, candidate.task.projectId);
    }
    const total = [...considered.values()].reduce((sum, { length }) => sum + length, 0);
    return { admitted, ahead, considered, total };
  }

  #goOn(): void {
    if (this.#context.stopping.aborted) return;
    this.#admit();
    this.#claim();
    this.#begin();
  }

  /** Begins to consider as many as there is room for. */
  #begin(): void {
    const { admitted, ahead, considered, total } = this.#loads();
    const { threads } = this.#context.provingPool;
    let all = total;
    /** What is under way for tasks of a project, and how many of these are its own. */
    const projects = new Map<string, { load: Load; own: number; count: number }>();
    const left = this.#due.candidates.filter((candidate) => {
      const { id, projectId } = candidate.task;
      if (this.#entries.has(id) || this.#jobs.has(id)) return false;
      let project = projects.get(projectId);
      if (!project) {
        const entries = considered.get(projectId) ?? [];
        const load = entries.reduce((sum, entry) => withTask(this.#context, sum, entry.candidate), admitted);
        project = { load, own: (ahead.get(projectId) ?? 0) + entries.length, count: entries.length };
        projects.set(projectId, project);
      }
      if (all >= mostUnderWay || project.count >= projectShare(all, threads)) return true;
      if (!fits(this.#context, candidate, project.load, this.#due, project.own)) return true;
      this.#run(this.#consider(candidate, project.load));
      project.load = withTask(this.#context, project.load, candidate);
      [project.own, project.count, all] = [project.own + 1, project.count + 1, all + 1];
      return false;
    });
    if (left.length < this.#due.candidates.length) this.#context.payloads.ahead(left);
    this.#due = { ...this.#due, candidates: left };
  }

  async #consider(candidate: Candidate, load: Load): Promise<void> {
    const { task, offer } = candidate;
    const entry: Entry = { candidate, isAdmitted: false, isClaimed: false, hasEnded: false };
    this.#entries.set(task.id, entry);
    try {
      const program = await consider(this.#context, task, offer, load);
      this.#patience.succeeded(candidate);
      this.#context.needs.over();
      entry.passed = { program, since: performance.now() };
    } catch (error) {
      this.#failed(entry, error);
    }
    this.#goOn();
    if (this.wantsMore) this.#wake();
  }

  /** Admits what passed as far as there is room, those first whose project has least. */
  #admit(): void {
    const { admitted, ahead } = this.#loads();
    const own = ({ candidate }: Entry) => ahead.get(candidate.task.projectId) ?? 0;
    const waiting = [...this.#entries.values()].filter(({ passed, isAdmitted }) => passed && !isAdmitted);
    let load = admitted;
    while (waiting.length > 0) {
      const next = waiting.reduce((least, entry) => (own(entry) < own(least) ? entry : least));
      waiting.splice(waiting.indexOf(next), 1);
      const { candidate } = next;
      if (!fits(this.#context, candidate, load, this.#due, own(next))) continue;
      next.isAdmitted = true;
      load = withTask(this.#context, load, candidate);
      add(ahead, candidate.task.projectId);
    }
  }

  /** What waited for room for too long is looked at again. */
  #forgetStale(): void {
    const before = performance.now() - longestForRoomMs;
    for (const [id, { passed, isAdmitted }] of this.#entries) {
      if (passed && !isAdmitted && passed.since < before) this.#entries.delete(id);
    }
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
    const passed = [...this.#entries.values()].flatMap(({ candidate, passed, isAdmitted, isClaimed }) =>
      passed && isAdmitted && !isClaimed
        ? [{ ...candidate, program: passed.program, waitedMs: now - passed.since }]
        : [],
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

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
