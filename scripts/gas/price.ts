import { type Hex, size, type TransactionReceipt } from "viem";

/** What a transaction costs, in gas, under the rules of two chains. */
export interface Price {
  ethereum: number;
  iotex: number;
  /** Bytes of calldata. */
  bytes: number;
}

/** Most calldata of an IoTeX transaction, in bytes. */
export const iotexDataLimit = 48 * 1024;

/**
 * Prices a mined transaction by both chains' rules. They differ in what surrounds the execution: Ethereum takes 21,000
 * and 4 or 16 a byte of calldata, IoTeX 10,000 and 100 a byte, zero or not.
 */
export function priceOf(receipt: Pick<TransactionReceipt, "gasUsed">, input: Hex): Price {
  const bytes = size(input);
  const zeros = (input.slice(2).match(/../g) ?? []).filter((byte) => byte === "00").length;
  const ethereum = Number(receipt.gasUsed);
  const execution = ethereum - 21_000 - 4 * zeros - 16 * (bytes - zeros);
  return { ethereum, iotex: execution + 10_000 + 100 * bytes, bytes };
}

/** The price of each of `count` things that one transaction did, rounded up. */
export function each(price: Price, count: number): Price {
  return {
    ethereum: Math.ceil(price.ethereum / count),
    iotex: Math.ceil(price.iotex / count),
    bytes: price.bytes,
  };
}
