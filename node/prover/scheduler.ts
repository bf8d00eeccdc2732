import { type Candidate, findCandidates } from "./candidates.ts";
import { Considering } from "./considering.ts";
import type { ProverContext } from "./context.ts";
import { expireLateClaims } from "./expire.ts";
import { JobSteps } from "./job-steps.ts";
import { unfinishedJobs } from "./jobs.ts";
import { Patience } from "./patience.ts";

/** What was heard of tasks since they were last looked for. */
export interface TaskNews {
  areThere: boolean;
  /** Whether a turn is worth it: a prover that has enough to do is not woken. */
  areWanted: boolean;
}

/** Decides at each turn what the prover does next; steps run side by side, one for each task. */
export class Scheduler {
  readonly #context: ProverContext;
  readonly #news: TaskNews;
  readonly #jobSteps: JobSteps;
  readonly #patience = new Patience();
  readonly #considering: Considering;
  /** When each open task was first seen, by id and number of claims; milliseconds of performance.now(). */
  #seen = new Map<string, number>();
  /** When to look for tasks again without news, in milliseconds of performance.now(). */
  #lookAt = 0;
  /** When to look for late claims again, likewise. */
  #expireAt = 0;
  #jobs = 0;

  /** `wake` asks for another turn soon. */
  constructor(context: ProverContext, news: TaskNews, wake: () => void) {
    this.#context = context;
    this.#news = news;
    this.#jobSteps = new JobSteps(context, wake);
    this.#considering = new Considering(context, this.#patience, wake);
  }

  /** One turn; resolves with the time until the next is due, in milliseconds. Throws what the database and chain throw. */
  async turn(): Promise<number> {
    const { pool, prover, config } = this.#context;
    const jobs = await this.#considering.jobs(() => unfinishedJobs(pool, prover));
    this.#jobs = jobs.length;
    const nextBatchMs = await this.#jobSteps.begin(jobs);
    if (config.expireLateClaims && performance.now() >= this.#expireAt) {
      this.#expireAt = performance.now() + config.pollMs; // seconds do not matter to a bounty
      await expireLateClaims(this.#context);
    }
    return Math.min(nextBatchMs ?? config.pollMs, await this.#lookForTasks());
  }

  /** Whether there is enough to do for threads and chain that a turn may come a little later. */
  get isBusy(): boolean {
    return this.#jobs > 2 * this.#context.provingPool.threads;
  }

  /** Resolves when no step runs any more. */
  async idle(): Promise<void> {
    await Promise.all([this.#considering.idle(), this.#jobSteps.idle()]);
  }

  async #lookForTasks(): Promise<number> {
    const { pollMs } = this.#context.config;
    this.#news.areWanted = this.#considering.wantsMore;
    if (!this.#news.areWanted) return pollMs;
    const restMs = this.#lookAt - performance.now();
    if (!this.#news.areThere && restMs > 0) return restMs;

    this.#news.areThere = false;
    this.#lookAt = 0; // until it has succeeded
    const excepted = this.#patience.excepted();
    const except = [...excepted.except, ...this.#considering.taskIds];
    const { candidates, areAll, freeStake } = await findCandidates(this.#context, { ...excepted, except });
    const waiting = this.#byTurn(candidates);
    const due = waiting.filter(({ inMs }) => inMs <= 0).map(({ candidate }) => candidate);
    this.#considering.offer({ candidates: due, freeStake });
    const nextMs = Math.min(waiting.find(({ inMs }) => inMs > 0)?.inMs ?? pollMs, pollMs);
    this.#lookAt = areAll ? performance.now() + nextMs : 0;
    return nextMs;
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
}
