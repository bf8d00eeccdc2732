import { type Address, encodeFunctionData, type Hex, hexToBigInt, parseAbi, type PublicClient, size } from "viem";
import { revertOf } from "../revert.ts";

type Client = Pick<PublicClient, "call">;

/** Whether a contract accepts calldata, by SnarkVerifierAdapter's rule: it answers with nothing, or with true. */
export function asked(client: Client, verifier: Address): (calldata: Hex) => Promise<boolean> {
  return async (calldata) => {
    const answer = await answerOf(client, verifier, calldata);
    return answer !== undefined && (answer === "0x" || (size(answer) === 32 && hexToBigInt(answer) === 1n));
  };
}

/** What a contract with a function `instances()` says of itself; generated ones have none and refuse the call. */
export async function declaredInstances(client: Client, verifier: Address): Promise<number | undefined> {
  const answer = await answerOf(client, verifier, encodeFunctionData({ abi: parseAbi(["function instances()"]) }));
  return answer !== undefined && size(answer) === 32 && hexToBigInt(answer) < 65_536n ? Number(answer) : undefined;
}

/** Undefined where the contract reverts. Throws viem's errors where the chain does not answer. */
async function answerOf(client: Client, to: Address, data: Hex): Promise<Hex | undefined> {
  try {
    return (await client.call({ to, data })).data ?? "0x";
  } catch (error) {
    if (revertOf(error) === undefined) throw error;
    return undefined;
  }
}
