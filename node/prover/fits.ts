import type { Hex } from "viem";
import type { Candidate, Means } from "./candidates.ts";
import { costOf } from "./choose.ts";
import { isInTime, isShort, wantsMore } from "./claim-ahead.ts";
import type { ProverContext } from "./context.ts";
import type { Load } from "./load.ts";

/**
 * Whether a task would be claimed now, with all that is under way. What does not fit is looked at again when there is
 * less; the first of all is looked at in any case, so that it is said why it is not claimed.
 */
export function fits(context: ProverContext, { task, offer, isOthers }: Candidate, load: Load, means: Means): boolean {
  const { config, proveTimes, provingPool } = context;
  const { threads } = provingPool;
  const { ahead, openClaims, pendingCollateral } = load;
  if (ahead.tasks === 0) return true;
  if (!wantsMore(ahead, { ...config, threads })) return false;
  if (isOthers && !isShort(ahead, threads)) return false; // whoever has the first say may be as busy
  if (!isInTime(ahead, threads, proveTimes.expected(offer.programId as Hex), offer.claimSeconds)) return false;
  if (pendingCollateral + task.collateral > means.freeStake) return false;
  return BigInt(openClaims + 1) * costOf(offer, means.gasPrice, config) <= means.balance;
}
