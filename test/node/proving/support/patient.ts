/** Limits of a proving pool that no machine is too slow for: with them a pool stops what would never end, and no more. */
export const patient = { timeoutMs: 600_000, dryRunTimeoutMs: 600_000 };
