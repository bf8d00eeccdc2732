import type { Hex } from "viem";
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

/** What jobs and tasks that may become jobs make together. */
export function loadOf(context: ProverContext, jobs: readonly Job[], coming: readonly Candidate[]): Load {
  const { proveTimes, config } = context;
  // Proofs that wait for others keep no thread busy; but when they cannot be sent, claiming has to stop.
  const unsent = jobs.filter(({ state }) => state === "proved").slice(config.batchMax);
  const work = [...jobs.filter(isUnproved), ...unsent].map(({ program }) => program?.programId);
  const programs = [...work, ...coming.map(({ offer }) => offer.programId as Hex)];
  const locking = [...coming.map(({ task }) => task), ...jobs.filter(({ state }) => state === "claiming")];
  return {
    ahead: { tasks: programs.length, ms: programs.reduce((sum, id) => sum + proveTimes.expected(id), 0) },
    openClaims: coming.length + jobs.length,
    pendingCollateral: locking.reduce((sum, { collateral }) => sum + collateral, 0n),
  };
}

/** Whether a claim still needs the proving pool. */
function isUnproved({ state }: Job): boolean {
  return state === "claiming" || state === "claimed";
}
