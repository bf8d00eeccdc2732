import { proverRegistryAbi } from "../../../contracts/abi/proverRegistry.ts";
import type { Caller } from "./transact.ts";

/** The vmTypeIDs among the given ones that no active prover supports, each once. */
export async function vmTypesWithoutProver(
  { publicClient, deployment }: Pick<Caller, "publicClient" | "deployment">,
  vmTypes: readonly number[],
): Promise<number[]> {
  const without: number[] = [];
  for (const vmType of new Set(vmTypes)) {
    const active = await publicClient.readContract({
      address: deployment.proverRegistry,
      abi: proverRegistryAbi,
      functionName: "activeProvers",
      args: [BigInt(vmType)],
    });
    if (active === 0n) without.push(vmType);
  }
  return without;
}
