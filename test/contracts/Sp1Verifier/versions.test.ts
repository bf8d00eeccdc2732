import assert from "node:assert/strict";
import { getAddress } from "viem";
import { sp1VerifierAbi } from "../../../contracts/abi/sp1Verifier.ts";
import { programIdOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { eventsOf, reverts } from "../support/expect.ts";
import { accepts, rejection } from "../support/verifiers.ts";
import { actors, groth16Verifier, reset } from "../support/world.ts";
import { deployEmpty, deployWithVersions, proofs, versions } from "./support.ts";

const [version] = versions as [(typeof versions)[0]];
const [proof, newerProof] = proofs as [(typeof proofs)[0], (typeof proofs)[0]];
const owner = { account: actors.owner };

describe("Sp1Verifier's versions", () => {
  beforeEach(reset);
  after(reset);

  it("knows none at first", async () => {
    assert.equal(await rejection(await deployEmpty(), proof), "UnknownSelector");
  });

  it("takes each published version and registers its key", async () => {
    const verifier = await deployWithVersions();
    for (const { selector, key, vkRoot } of versions) {
      const keyId = programIdOf(key);
      assert.deepEqual(await verifier.read.versionOf([selector]), { keyId, vkRoot });
      assert.equal(await groth16Verifier.read.inputsOf([keyId]), vkRoot === 0n ? 2n : 5n);
    }
  });

  it("tells whoever watches what was added and what was stopped", async () => {
    const verifier = await deployEmpty();
    const { selector, verifierHash, key, vkRoot } = version;
    const added = await eventsOf(verifier.write.addVersion([verifierHash, key, vkRoot], owner), sp1VerifierAbi);
    assert.deepEqual(added, [["VersionAdded", { selector, verifierHash, keyId: programIdOf(key), vkRoot }]]);
    const stopped = await eventsOf(verifier.write.stop([selector], owner), sp1VerifierAbi);
    assert.deepEqual(stopped, [["VersionStopped", { selector }]]);
  });

  it("adds a version once", async () => {
    const verifier = await deployWithVersions();
    const { verifierHash, key, vkRoot } = version;
    await reverts(verifier.write.addVersion([verifierHash, key, vkRoot], owner), "SelectorAlreadyAdded");
  });

  it("refuses a key that does not fit: a vkRoot needs five public signals, none needs two", async () => {
    const verifier = await deployEmpty();
    await reverts(verifier.write.addVersion([version.verifierHash, version.key, 1n], owner), "InvalidKey");
    const newer = versions.find(({ vkRoot }) => vkRoot !== 0n)!;
    await reverts(verifier.write.addVersion([newer.verifierHash, newer.key, 0n], owner), "InvalidKey");
  });

  it("stops one version for good and leaves the others running", async () => {
    const verifier = await deployWithVersions();
    await verifier.write.stop([version.selector], owner);
    assert.equal(await rejection(verifier, proof), "SelectorStopped");
    await accepts(verifier, newerProof);
    const { verifierHash, key, vkRoot } = version;
    await reverts(verifier.write.addVersion([verifierHash, key, vkRoot], owner), "SelectorAlreadyAdded");
    await reverts(verifier.write.stop([version.selector], owner), "SelectorStopped");
  });

  it("listens to its owner alone", async () => {
    const verifier = await deployWithVersions();
    const refusal = [getAddress(actors.stranger)];
    const stranger = { account: actors.stranger };
    const { verifierHash, key, vkRoot, selector } = version;
    await reverts(verifier.write.stop([selector], stranger), "OwnableUnauthorizedAccount", refusal);
    const adding = verifier.write.addVersion([verifierHash, key, vkRoot], stranger);
    await reverts(adding, "OwnableUnauthorizedAccount", refusal);
  });
});
