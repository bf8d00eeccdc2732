import type { Hex } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import type { Candidate } from "./candidates.ts";
import type { Ahead } from "./claim-ahead.ts";
import type { ProverContext } from "./context.ts";
import type { Job } from "./jobs.ts";

/** What is under way when a task is considered. */
export interface Load {
  /** What will be proved before it. */
  ahead: Ahead;
  /** Claims whose gas is not all paid yet. */
  openClaims: number;
  /** Stake that claims under way will lock and the index does not show yet, in wei. */
  pendingCollateral: bigint;
}

/** What jobs make. */
export function loadOf({ proveTimes, config }: ProverContext, jobs: readonly Job[]): Load {
  // Proofs that wait for others keep no thread busy; but when they cannot be sent, claiming has to stop.
  const unsent = jobs.filter(({ state }) => state === "proved").slice(config.batchMax);
  const work = [...jobs.filter(isUnproved), ...unsent];
  const locking = jobs.filter(({ state }) => state === "claiming");
  return {
    ahead: {
      tasks: work.length,
      ms: work.reduce((sum, { program }) => sum + proveTimes.expected(program?.programId), 0),
    },
    openClaims: jobs.length,
    pendingCollateral: locking.reduce((sum, { collateral }) => sum + collateral, 0n),
  };
}

/** What it is with a task more that may become a job. */
export function withTask({ proveTimes }: ProverContext, load: Load, { task, offer }: Candidate): Load {
  const { ahead, openClaims, pendingCollateral } = load;
  return {
    ahead: { tasks: ahead.tasks + 1, ms: ahead.ms + proveTimes.expected(offer.programId as Hex) },
    openClaims: openClaims + 1,
    pendingCollateral: pendingCollateral + task.collateral,
  };
}

/** How many tasks of each project will be proved, by id; of jobs whose offers are known. */
export function aheadByProject(jobs: readonly Job[], offers: ReadonlyMap<string, Offer>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const job of jobs.filter(isUnproved)) {
    const projectId = offers.get(job.offer.toLowerCase())?.projectId;
    if (projectId !== undefined) counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
  }
  return counts;
}

/** Whether a claim still needs the proving pool. */
function isUnproved({ state }: Job): boolean {
  return state === "claiming" || state === "claimed";
}
