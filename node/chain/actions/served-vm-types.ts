import { proverRegistryAbi } from "../../../contracts/abi/proverRegistry.ts";
import type { Caller } from "./transact.ts";

/** A sentence for each vmTypeID among the given ones that no active prover supports. */
export async function unservedWarnings(
  { publicClient, deployment }: Pick<Caller, "publicClient" | "deployment">,
  vmTypes: readonly number[],
): Promise<string[]> {
  const warnings: string[] = [];
  for (const vmType of new Set(vmTypes)) {
    const active = await publicClient.readContract({
      address: deployment.proverRegistry,
      abi: proverRegistryAbi,
      functionName: "activeProvers",
      args: [BigInt(vmType)],
    });
    if (active === 0n)
      warnings.push(`No active prover serves vmTypeID ${vmType}: nobody will claim the tasks before one registers.`);
  }
  return warnings;
}
