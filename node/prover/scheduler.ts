import { type Candidate, findCandidates } from "./candidates.ts";
import { Considering } from "./considering.ts";
import type { ProverContext } from "./context.ts";
import { expireLateClaims } from "./expire.ts";
import { JobSteps } from "./job-steps.ts";
import { Patience } from "./patience.ts";

/** What was heard of tasks since they were last looked for. */
export interface TaskNews {
  areThere: boolean;
  /** Whether a turn is worth it: a prover that has enough to do is not woken. */
  areWanted: boolean;
}

/** Rest between turns for each unfinished job, and the longest, in milliseconds. */
const [restMsEach, longestRestMs] = [4, 400];
/**
 * How many times longer than it must a prover with enough to do leaves a task to those who have the first say: they may
 * be as busy. Only then it claims it ahead like its own.
 */
const longerFor = 3;

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
  /** The same while there is enough to do. */
  #lookBusyAt = 0;
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
    const { jobs: kept, config } = this.#context;
    await this.#jobSteps.writeProofs();
    const jobs = await this.#considering.jobs(() => kept.unfinished());
    this.#jobs = jobs.length;
    const nextBatchMs = await this.#jobSteps.begin(jobs);
    if (config.expireLateClaims && performance.now() >= this.#expireAt) {
      this.#expireAt = performance.now() + config.pollMs; // seconds do not matter to a bounty
      await expireLateClaims(this.#context);
    }
    return Math.min(nextBatchMs ?? config.pollMs, await this.#lookForTasks());
  }

  /** Shortest time until the next turn, in milliseconds: a turn costs the more the more there is to do, and may wait for it. */
  get restMs(): number {
    return Math.min(this.#jobs * restMsEach, longestRestMs);
  }

  /** Resolves when no step runs any more. */
  async idle(): Promise<void> {
    await Promise.all([this.#considering.idle(), this.#jobSteps.idle()]);
  }

  async #lookForTasks(): Promise<number> {
    const { pollMs } = this.#context.config;
    // With enough to do it looks for projects that have nothing under way, but does not run for each task.
    this.#news.areWanted = this.#considering.wantsMore;
    const restMs = (this.#news.areWanted ? this.#lookAt : this.#lookBusyAt) - performance.now();
    if (restMs > 0 && !(this.#news.areWanted && this.#news.areThere)) return restMs;

    this.#news.areThere = false;
    this.#lookAt = 0; // until it has succeeded
    this.#lookBusyAt = performance.now() + pollMs;
    const excepted = this.#patience.excepted();
    const except = [...excepted.except, ...this.#considering.taskIds];
    const { underWay } = this.#considering;
    const { candidates, areAll, means } = await findCandidates(this.#context, { ...excepted, except, underWay });
    const waiting = this.#byTurn(candidates);
    const due = waiting.filter(({ inMs }) => inMs <= 0).map(({ candidate }) => candidate);
    this.#considering.offer({ candidates: due, ...means });
    const nextMs = Math.min(waiting.find(({ inMs }) => inMs > 0)?.inMs ?? pollMs, pollMs);
    this.#lookAt = areAll ? performance.now() + nextMs : 0;
    return nextMs;
  }

  /** Candidates in the order in which it is this prover's turn to claim them. */
  #byTurn(found: Omit<Candidate, "isOthers">[]): { candidate: Candidate; inMs: number }[] {
    const { backoffMs } = this.#context.config;
    const now = performance.now();
    const before = this.#seen;
    this.#seen = new Map();
    return found
      .map((candidate) => {
        const key = `${candidate.task.id}:${candidate.task.claims}`;
        const seen = before.get(key) ?? now;
        this.#seen.set(key, seen);
        const inMs = seen + candidate.rank * backoffMs - now;
        const isOthers = candidate.rank > 0 && inMs > -longerFor * backoffMs;
        return { candidate: { ...candidate, isOthers }, inMs };
      })
      .sort((a, b) => a.inMs - b.inMs);
  }
}
