/** The chain's newest block, as one who watches it sees it. */
export interface Head {
  /** Its number. */
  block: number;
  /** How long ago it was made, in whole seconds. */
  ageSeconds: number;
  /** The mean time between the last blocks, in seconds. */
  paceSeconds: number;
  /** How old it may be, in seconds; undefined: as old as it likes. */
  allowedSeconds: number | undefined;
}

/** Chains that make a block when there is a transaction: Hardhat's and Anvil's, Ganache's. */
const onDemand: ReadonlySet<number> = new Set([31337, 1337]);

/** Blocks come with chance, and clocks differ: so much is allowed whatever the pace. */
const leastSeconds = 60;
const blocksMissing = 20;
/** A standstill is part of the mean for a hundred blocks: it must not hide the next one. */
const mostSeconds = 600;

/**
 * How old a chain's newest block may be, in seconds. `maxAgeSeconds` is the operator's word, 0 for no limit; without it
 * the chain's pace decides, and chains that make blocks on demand have no limit (undefined).
 */
export function allowedAge(chainId: number, paceSeconds: number, maxAgeSeconds?: number): number | undefined {
  if (maxAgeSeconds !== undefined) return maxAgeSeconds === 0 ? undefined : maxAgeSeconds;
  if (onDemand.has(chainId)) return undefined;
  return Math.min(mostSeconds, Math.max(leastSeconds, Math.ceil(blocksMissing * paceSeconds)));
}

/** Whether the chain stands still, or its node does not follow it. */
export function isFrozen({ ageSeconds, allowedSeconds }: Head): boolean {
  return allowedSeconds !== undefined && ageSeconds > allowedSeconds;
}

/** How many blocks tables may be behind: a minute's, at least 20 and at most 100. */
export function allowedLag({ paceSeconds }: Pick<Head, "paceSeconds">): number {
  return Math.min(100, Math.max(20, Math.ceil(60 / paceSeconds)));
}

/** What keeps a service from being healthy, each with its code; `indexed` is the newest block in its tables, if any. */
export function headTroubles(head: Head, indexed: number | undefined): string[] {
  const troubles: string[] = [];
  if (isFrozen(head)) troubles.push(`CHAIN_FROZEN: ${frozenWords(head)}`);
  const lag = head.block - (indexed ?? 0);
  if (lag > allowedLag(head)) {
    const where = indexed === undefined ? "hold no block yet" : `are ${lag} blocks behind`;
    troubles.push(`INDEX_BEHIND: the tables ${where}; ${allowedLag(head)} are allowed`);
  }
  return troubles;
}

/** A frozen head in words. */
export function frozenWords({ block, ageSeconds, allowedSeconds }: Head): string {
  return `the newest block, ${block}, is ${ageSeconds} s old; ${allowedSeconds} s are allowed`;
}
