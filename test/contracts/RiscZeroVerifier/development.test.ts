import assert from "node:assert/strict";
import { concat, type Hex, slice } from "viem";
import { riscZeroVerifierAbi } from "../../../contracts/abi/riscZeroVerifier.ts";
import { developmentRiscZero } from "../../../scripts/devnet/fakes/development-risc-zero.ts";
import { accepts, flipped, rejection } from "../support/verifiers.ts";
import { actors, deployContract, groth16Verifier, reset } from "../support/world.ts";
import { deployWithVersions, receipts } from "./support.ts";

const { parameters, selector, seal } = developmentRiscZero();
const imageId: Hex = `0x${"ab".repeat(32)}`;
const receipt = { programId: imageId, ...seal(imageId, "0x1234") };

async function deployDevelopment() {
  const args = [actors.owner, groth16Verifier.address, parameters.key];
  const verifier = await deployContract("RiscZeroVerifier", riscZeroVerifierAbi, args);
  for (const { controlRoot, bn254ControlId } of parameters.versions) {
    await verifier.write.addVersion([selector, controlRoot, bn254ControlId], { account: actors.owner });
  }
  return verifier;
}

describe("RiscZeroVerifier with the development network's key", () => {
  before(reset);
  after(reset);

  it("accepts what the fake prover seals, and nothing else", async () => {
    const verifier = await deployDevelopment();
    await accepts(verifier, receipt);
    for (const change of [
      { programId: flipped(imageId, 0) },
      { journal: flipped(receipt.journal, 1) },
      { proof: flipped(receipt.proof, 100) },
    ]) {
      assert.equal(await rejection(verifier, { ...receipt, ...change }), "ProofRejected");
    }
  });

  it("accepts no receipt of RISC Zero, and RISC Zero's none of ours", async () => {
    const verifier = await deployDevelopment();
    for (const real of receipts) {
      assert.equal(await rejection(verifier, real), "UnknownSelector");
      const disguised = { ...real, proof: concat([selector, slice(real.proof, 4)]) };
      assert.equal(await rejection(verifier, disguised), "ProofRejected");
    }
    const official = await deployWithVersions();
    assert.equal(await rejection(official, receipt), "UnknownSelector");
    const disguised = { ...receipt, proof: concat([slice(receipts[0]!.proof, 0, 4), slice(receipt.proof, 4)]) };
    assert.equal(await rejection(official, disguised), "ProofRejected");
  });
});
