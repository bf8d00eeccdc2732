import { type Address, type Hex, keccak256 } from "viem";
import type { Fees } from "../fees.ts";
import type { SenderContext } from "./context.ts";
import type { Attempt } from "./rows.ts";

export interface AttemptInput {
  to: Address;
  data: Hex;
  value: bigint;
  nonce: number;
  gas: bigint;
  fees: Fees;
  /** The chain's height. */
  block: number;
}

/** Signs a transaction; nothing is saved or sent. */
export async function signAttempt({ account, publicClient }: SenderContext, input: AttemptInput): Promise<Attempt> {
  const { to, data, value, nonce, gas, fees, block } = input;
  const common = { chainId: publicClient.chain.id, to, data, value, nonce, gas };
  const raw = await account.signTransaction(
    fees.priorityFee === null
      ? { ...common, type: "legacy", gasPrice: fees.maxFee }
      : { ...common, type: "eip1559", maxFeePerGas: fees.maxFee, maxPriorityFeePerGas: fees.priorityFee },
  );
  return { ...fees, hash: keccak256(raw), raw, gas, block, rejected: null };
}
