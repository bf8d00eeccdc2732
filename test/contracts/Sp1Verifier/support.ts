import type { Hex } from "viem";
import { sp1VerifierAbi } from "../../../contracts/abi/sp1Verifier.ts";
import { gnarkKeyOf } from "../../../scripts/deploy/verifiers.ts";
import { published, type Statement, vector } from "../support/verifiers.ts";
import { actors, deployContract, groth16Verifier } from "../support/world.ts";

interface Published {
  versions: { sp1: string; verifierHash: Hex; selector: Hex; vkRoot?: Hex; key: Record<string, string> }[];
}

interface Vectors {
  proofs: { sp1: string; programVKey: Hex; publicValues: Hex; proof: Hex }[];
}

/** SP1's published versions; vkRoot is 0 where proofs carry none. */
export const versions = published<Published>("sp1-groth16-keys.json").versions.map(
  ({ sp1, verifierHash, selector, vkRoot, key }) => ({
    sp1,
    verifierHash,
    selector,
    vkRoot: BigInt(vkRoot ?? 0),
    key: gnarkKeyOf(key),
  }),
);

/** Proofs that SP1 made, with the version of each. */
export const proofs: (Statement & { sp1: string })[] = vector<Vectors>("sp1-proofs.json").proofs.map(
  ({ sp1, programVKey, publicValues, proof }) => ({ sp1, programId: programVKey, journal: publicValues, proof }),
);

/** A verifier without versions, owned by `actors.owner`. */
export async function deployEmpty() {
  return deployContract("Sp1Verifier", sp1VerifierAbi, [actors.owner, groth16Verifier.address]);
}

/** A verifier that knows all versions. */
export async function deployWithVersions() {
  const verifier = await deployEmpty();
  for (const { verifierHash, key, vkRoot } of versions) {
    await verifier.write.addVersion([verifierHash, key, vkRoot], { account: actors.owner });
  }
  return verifier;
}
