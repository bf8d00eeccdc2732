import type { VerificationKey } from "snarkjs";
import type { Hex } from "viem";
import { riscZeroVerifierAbi } from "../../../contracts/abi/riscZeroVerifier.ts";
import { verifyingKeyOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { published, type Statement, vector } from "../support/verifiers.ts";
import { actors, deployContract, groth16Verifier } from "../support/world.ts";

export interface Version {
  risc0: string;
  selector: Hex;
  controlRoot: Hex;
  bn254ControlId: Hex;
}

interface Receipt {
  risc0: string;
  seal: Hex;
  imageId: Hex;
  journal: Hex;
}

export const { versions } = published<{ versions: Version[] }>("risc0-versions.json");
export const key = verifyingKeyOf(published<{ vk: VerificationKey }>("risc0-groth16-vk.json").vk);

/** Receipts that RISC Zero made, with the version of each. */
export const receipts: (Statement & { risc0: string })[] = vector<Receipt[]>("risc0-receipts.json").map(
  ({ risc0, seal, imageId, journal }) => ({ risc0, programId: imageId, journal, proof: seal }),
);

/** A verifier without versions, owned by `actors.owner`. */
export async function deployEmpty() {
  return deployContract("RiscZeroVerifier", riscZeroVerifierAbi, [actors.owner, groth16Verifier.address, key]);
}

/** A verifier that knows all versions. */
export async function deployWithVersions() {
  const verifier = await deployEmpty();
  for (const { selector, controlRoot, bn254ControlId } of versions) {
    await verifier.write.addVersion([selector, controlRoot, bn254ControlId], { account: actors.owner });
  }
  return verifier;
}
