import type { ProverConfig } from "./config.ts";

/** Work that is claimed, or about to be, and not yet proved. */
export interface Ahead {
  tasks: number;
  /** How long a single thread would prove it, in milliseconds. */
  ms: number;
}

/** What bounds it. */
export interface AheadRules extends Pick<ProverConfig, "claimAheadMs" | "claimsMost"> {
  /** Of the proving pool. */
  threads: number;
}

/** So many tasks a thread are claimed however long they take: one that is proved and one that follows it. */
const leastPerThread = 2;
/** The rest of a claim's time is for transactions to be mined and for fees to be bumped. */
export const usableShare = 0.5;

/** Milliseconds until a pool of so many threads begins with what comes after that work. */
export function aheadMs({ ms }: Ahead, threads: number): number {
  return ms / threads;
}

/** Whether the pool has so little to do that threads may soon be idle. */
export function isShort({ tasks }: Pick<Ahead, "tasks">, threads: number): boolean {
  return tasks < leastPerThread * threads;
}

/** Whether the pool would run out of work before another task, claimed when that is noticed, can be proved. */
export function wantsMore(ahead: Ahead, { claimAheadMs, claimsMost, threads }: AheadRules): boolean {
  if (ahead.tasks >= claimsMost) return false;
  return isShort(ahead, threads) || aheadMs(ahead, threads) < claimAheadMs;
}

/** Whether a task of which a proof takes `proveMs` would be proved in good time after that work, if claimed now. */
export function isInTime(ahead: Ahead, threads: number, proveMs: number, claimSeconds: number): boolean {
  return aheadMs(ahead, threads) + proveMs <= claimSeconds * 1_000 * usableShare;
}
