import type { Hex } from "viem";
import type { Candidate, Means } from "./candidates.ts";
import { costOf } from "./choose.ts";
import { isInTime, isShort, wantsMore } from "./claim-ahead.ts";
import type { ProverContext } from "./context.ts";
import type { Load } from "./load.ts";

/**
 * Whether a task would be claimed now, with all that is under way, of which `own` tasks are its project's. What does not
 * fit is looked at again when there is less; the first of all is looked at in any case, so that it is said why it is not
 * claimed. A project without any may have one more than the pool needs, since the pool's turns are shared: what takes
 * others long does not keep it from being claimed.
 */
export function fits(
  context: ProverContext,
  { task, offer, isOthers }: Candidate,
  load: Load,
  means: Means,
  own: number,
): boolean {
  const { config, proveTimes, provingPool } = context;
  const { threads } = provingPool;
  const { ahead, openClaims, pendingCollateral } = load;
  if (ahead.tasks === 0) return true;
  const proveMs = proveTimes.expected(offer.programId as Hex);
  const isFirst = own === 0 && ahead.tasks < config.claimsMost && proveMs <= config.claimAheadMs;
  if (!isFirst && !wantsMore(ahead, { ...config, threads })) return false;
  if (isOthers && !isShort(ahead, threads)) return false; // whoever has the first say may be as busy
  if (!isInTime(ahead, threads, proveMs, offer.claimSeconds)) return false;
  if (pendingCollateral + task.collateral > means.freeStake) return false;
  return BigInt(openClaims + 1) * costOf(offer, means.gasPrice, config) <= means.balance;
}
