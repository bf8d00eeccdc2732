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

/** How many bytes of calldata are zero. */
function zerosIn(data: Hex): number {
  return (data.slice(2).match(/../g) ?? []).filter((byte) => byte === "00").length;
}

/**
 * Prices a mined transaction by both chains' rules. They differ in what surrounds the execution: Ethereum takes 21,000
 * and 4 or 16 a byte of calldata, IoTeX 10,000 and 100 a byte, zero or not.
 * `random` are the parts of the calldata that differ from run to run, such as hashes and proofs: they are priced as if no
 * byte of them were zero, so that figures change with the contracts alone.
 */
export function priceOf(receipt: Pick<TransactionReceipt, "gasUsed">, input: Hex, random: Hex): Price {
  const bytes = size(input);
  const zeros = zerosIn(input);
  const execution = Number(receipt.gasUsed) - 21_000 - 4 * zeros - 16 * (bytes - zeros);
  return {
    ethereum: Number(receipt.gasUsed) + (16 - 4) * zerosIn(random),
    iotex: execution + 10_000 + 100 * bytes,
    bytes,
  };
}

/** The price of each of `count` things that one transaction did, rounded up. */
export function each(price: Price, count: number): Price {
  return {
    ethereum: Math.ceil(price.ethereum / count),
    iotex: Math.ceil(price.iotex / count),
    bytes: price.bytes,
  };
}
