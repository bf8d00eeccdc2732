import type { Offer } from "../../indexer/model/offer.ts";
import type { Task } from "../../indexer/model/task.ts";
import type { ProverConfig } from "./config.ts";
import type { KeptProgram } from "./kept-programs.ts";

/** A task that was found worth claiming and possible to prove. */
export interface PassedTask {
  task: Task;
  offer: Offer;
  /** What it was run on. */
  program: KeptProgram;
  /** How long ago that was found, in milliseconds. */
  waitedMs: number;
}

/** What decides which tasks are claimed together. */
export interface ClaimRules extends Pick<ProverConfig, "claimBatchMax" | "claimWaitMs"> {
  /** How many more tasks of an offer may pass soon. */
  coming: (offer: Offer) => number;
  /** For how long the proving pool has claimed work, in milliseconds. */
  busyMs: number;
}

/** Tasks of one offer to be claimed in one transaction; one at least. */
export interface ClaimBatch {
  offer: Offer;
  tasks: PassedTask[];
}

export interface ClaimPlan {
  batches: ClaimBatch[];
  /** Milliseconds until a task that waits has waited long enough; undefined if none waits. */
  nextMs: number | undefined;
}

/**
 * Which tasks are claimed now and which together: thirty-two claims in one transaction use a quarter of the gas, and far
 * less of everybody's time, than each in its own (docs/gas.md). One that nobody will join goes at once. While the pool has
 * claimed work for long there is no hurry, save that others may claim the task first.
 */
export function planClaims(passed: readonly PassedTask[], rules: ClaimRules): ClaimPlan {
  const { claimBatchMax, claimWaitMs, busyMs, coming } = rules;
  const plan: ClaimPlan = { batches: [], nextMs: undefined };
  for (const group of Map.groupBy(passed, ({ offer }) => offer.id).values()) {
    const { offer } = group[0]!;
    const most = offer.redundancy === 1 ? claimBatchMax : 1; // others may refuse each for reasons of its own
    const full = group.length - (group.length % most);
    for (let start = 0; start < full; start += most)
      plan.batches.push({ offer, tasks: group.slice(start, start + most) });
    const rest = group.slice(full);
    if (rest.length === 0) continue;
    const patienceMs = Math.max(coming(offer) === 0 ? 0 : claimWaitMs, Math.min(busyMs * waitShare, longestWaitMs));
    const inMs = patienceMs - Math.max(...rest.map(({ waitedMs }) => waitedMs));
    if (inMs <= 0) plan.batches.push({ offer, tasks: rest });
    else plan.nextMs = Math.min(inMs, plan.nextMs ?? inMs);
  }
  return plan;
}

/** Share of the time for which the pool has work that a claim may wait: it has to be mined before that is done. */
const waitShare = 0.25;
/** And no longer than this, in milliseconds: other provers leave a task to this one for 2 s, unless told otherwise. */
const longestWaitMs = 1_000;
/**
 * Gas of claims, and of each of them, above what the measurements of docs/gas.md make it under the dearest rules (IoTeX's,
 * no byte zero: 35,500 and 20,700), with room for a first collateral, whose slot is zero before (17,100).
 */
const [batchGas, claimGas] = [70_000, 23_000];
/** Of each result that may have been shown for a task that needs several: two cold slots to be read, and a loop. */
const proposalGas = 6_000;

/** Gas with which tasks of an offer should be claimed. */
export function gasOfClaims({ redundancy }: Pick<Offer, "redundancy">, count: number): bigint {
  const proposals = redundancy === 1 ? 0 : 2 * redundancy - 1;
  return BigInt(batchGas + count * (claimGas + proposals * proposalGas));
}
