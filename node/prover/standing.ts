import { isAddressEqual } from "viem";
import { status } from "../chain/outbox.ts";
import type { ProverContext } from "./context.ts";
import type { Job } from "./jobs.ts";
import { claimId } from "./transaction-ids.ts";

/** Whose a task is, as far as a job is concerned. */
export interface Standing {
  /** mine: claimed for this prover and in time. settled: nothing is left to do. lost: nothing can be done. */
  standing: "mine" | "settled" | "lost";
  /** When the claim ends, Unix time; undefined where the chain does not show it (yet). */
  claimDeadline?: number | undefined;
  /** Lost, but open: it can be claimed again. */
  isOpen?: boolean;
}

/** Asks the chain where a job's task stands. Throws viem's errors. */
export async function standingOf(context: ProverContext, job: Job): Promise<Standing> {
  const [task, now] = await Promise.all([context.chain.task(job.taskId), context.chain.now()]);
  const { state, claimant, claimDeadline } = task;
  if (state === "settled" || state === "undelivered") return { standing: "settled" };
  if (claimant && claimDeadline !== undefined) {
    const mine = isAddressEqual(claimant, job.prover) && now <= claimDeadline;
    return mine ? { standing: "mine", claimDeadline } : { standing: "lost" };
  }
  // An open task whose claim was mined a moment ago: the endpoint that answered has not seen the block yet, or the
  // block was reorganised away and the outbox sends the claim again. Giving up here would cost the collateral.
  const claim = await status(context.pool, claimId(job));
  const underWay = claim?.state === "broadcast" || (claim?.state === "mined" && !claim.errorCode);
  if (state !== "open") return { standing: "lost" };
  return underWay ? { standing: "mine" } : { standing: "lost", isOpen: true };
}
