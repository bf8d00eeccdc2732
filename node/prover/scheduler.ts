import { reasonOf } from "../chain/trouble.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { consider, type Load } from "./consider.ts";
import type { ProverContext } from "./context.ts";
import { expireLateClaims } from "./expire.ts";
import { JobSteps } from "./job-steps.ts";
import { type Job, unfinishedJobs } from "./jobs.ts";
import { Patience } from "./patience.ts";

/** Decides at each turn what the prover does next; steps run side by side, one for each task. */
export class Scheduler {
  readonly #context: ProverContext;
  readonly #wake: () => void;
  readonly #running = new Map<string, Promise<void>>();
  /** Tasks that are being considered, by id, with the stake they will lock. */
  readonly #considered = new Map<string, bigint>();
  /** When each open task was first seen, by id and number of claims; milliseconds of performance.now(). */
  #seen = new Map<string, number>();
  readonly #patience = new Patience();
  /** When to look for late claims again, in milliseconds of performance.now(). */
  #expireAt = 0;
  readonly #jobSteps: JobSteps;

  /** `wake` asks for another turn soon. */
  constructor(context: ProverContext, wake: () => void) {
    this.#context = context;
    this.#wake = wake;
    this.#jobSteps = new JobSteps(context, wake);
  }

  /** One turn; resolves with the time until the next is due, in milliseconds. Throws what the database and chain throw. */
  async turn(): Promise<number> {
    const { pool, prover, config } = this.#context;
    // Before the jobs are read: a task whose job begins in between is counted twice rather than not at all.
    const considered = new Map(this.#considered);
    const jobs = await unfinishedJobs(pool, prover);
    const nextBatchMs = await this.#jobSteps.begin(jobs);
    if (config.expireLateClaims && performance.now() >= this.#expireAt) {
      this.#expireAt = performance.now() + config.pollMs; // seconds do not matter to a bounty
      await expireLateClaims(this.#context);
    }
    return Math.min(nextBatchMs ?? config.pollMs, await this.#lookForTasks(jobs, considered));
  }

  /** Resolves when no step runs any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.#running.values(), this.#jobSteps.idle()]);
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

  #consider(candidate: Candidate, load: Load): void {
    const { task, offer } = candidate;
    this.#considered.set(task.id, task.collateral);
    this.#run(task.id, async () => {
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

  #run(key: string, step: () => Promise<void>): void {
    this.#running.set(
      key,
      step().finally(() => this.#running.delete(key)),
    );
  }

  #report(error: unknown, about: object, message: string, level: "warn" | "info" | "debug"): void {
    if (this.#context.stopping.aborted) return; // steps are cut short then; they go on after the restart
    this.#context.logger[level]({ ...about, code: codeOf(error), reason: reasonOf(error) }, message);
  }
}

/** Whether a claim still needs the proving pool. */
function isUnproved({ state }: Job): boolean {
  return state === "claiming" || state === "claimed";
}

function isClaiming({ state }: Job): boolean {
  return state === "claiming";
}
