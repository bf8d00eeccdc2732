import type { ChainClient } from "./client.ts";
import { leastGasPrice } from "./chains.ts";

/** Wei per gas. */
export interface Fees {
  /** The most that is paid; the gas price of a legacy transaction. */
  maxFee: bigint;
  /** What the block's producer gets of it; null for a legacy transaction, on chains without a base fee. */
  priorityFee: bigint | null;
}

/** Ethereum nodes replace a pooled transaction only for 10% more, some ask for more; 20% pleases all. */
const bumpPercent = 20n;

/**
 * What a transaction should offer now: twice the base fee, so that it stays valid through six full blocks, and the
 * priority fee the node suggests; never less than the chain accepts, never more than `most`.
 */
export async function currentFees(
  client: ChainClient,
  baseFee: bigint | null,
  most: bigint | undefined,
): Promise<Fees> {
  const least = leastGasPrice(client.chain.id);
  if (baseFee === null) {
    const maxFee = atMost(most, atLeast(least, await client.getGasPrice()));
    return { maxFee, priorityFee: null };
  }
  const suggested = await client.estimateMaxPriorityFeePerGas();
  const maxFee = atMost(most, atLeast(least, 2n * baseFee + suggested));
  return { maxFee, priorityFee: atMost(maxFee, suggested) };
}

/**
 * What replaces an attempt: 20% more, or what the market asks if that is more. Undefined when `most` does not allow it:
 * a smaller step would be refused.
 */
export function bumpedFees(last: Fees, current: Fees, most: bigint | undefined): Fees | undefined {
  const maxFee = atLeast(raised(last.maxFee), current.maxFee);
  if (most !== undefined && maxFee > most) return undefined;
  if (last.priorityFee === null) return { maxFee, priorityFee: null };
  return { maxFee, priorityFee: atMost(maxFee, atLeast(raised(last.priorityFee), current.priorityFee ?? 0n)) };
}

/** Rounded up, so that it grows from any value, zero included. */
function raised(fee: bigint): bigint {
  return (fee * (100n + bumpPercent)) / 100n + 1n;
}

function atLeast(least: bigint, value: bigint): bigint {
  return value < least ? least : value;
}

function atMost(most: bigint | undefined, value: bigint): bigint {
  return most !== undefined && value > most ? most : value;
}
