import assert from "node:assert/strict";
import { getAddress } from "viem";
import { riscZeroVerifierAbi } from "../../../contracts/abi/riscZeroVerifier.ts";
import { programIdOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { eventsOf, reverts } from "../support/expect.ts";
import { accepts, flipped, rejection } from "../support/verifiers.ts";
import { actors, deployContract, groth16Verifier, program, reset } from "../support/world.ts";
import { deployEmpty, deployWithVersions, key, receipts, versions } from "./support.ts";

/** VersionedVerifier.VersionState */
const state = { unknown: 0, running: 1, stopped: 2 };
const [version] = versions as [(typeof versions)[0]];
const args = [version.selector, version.controlRoot, version.bn254ControlId] as const;
const [receipt] = receipts as [(typeof receipts)[0]];
const owner = { account: actors.owner };

describe("RiscZeroVerifier's versions", () => {
  beforeEach(reset);
  after(reset);

  it("knows none at first", async () => {
    const verifier = await deployEmpty();
    assert.equal(await rejection(verifier, receipt), "UnknownSelector");
    assert.equal(await verifier.read.stateOf([version.selector]), state.unknown);
  });

  it("computes the selector of each version RISC Zero published", async () => {
    const verifier = await deployEmpty();
    for (const { selector, controlRoot, bn254ControlId } of versions) {
      await verifier.write.addVersion([selector, controlRoot, bn254ControlId], owner);
      assert.deepEqual(await verifier.read.versionOf([selector]), { controlRoot, bn254ControlId });
      assert.equal(await verifier.read.stateOf([selector]), state.running);
    }
  });

  it("refuses a version whose selector does not follow from its control root and control id", async () => {
    const verifier = await deployEmpty();
    const [selector, root, id] = args;
    await reverts(verifier.write.addVersion([selector, flipped(root, 31), id], owner), "SelectorMismatch");
    await reverts(verifier.write.addVersion([selector, root, flipped(id, 0)], owner), "SelectorMismatch");
    await reverts(verifier.write.addVersion(["0x00000000", root, id], owner), "SelectorMismatch", [
      selector,
      "0x00000000",
    ]);
  });

  it("tells whoever watches what was added and what was stopped", async () => {
    const verifier = await deployEmpty();
    const [selector, controlRoot, bn254ControlId] = args;
    const added = await eventsOf(verifier.write.addVersion([...args], owner), riscZeroVerifierAbi);
    assert.deepEqual(added, [["VersionAdded", { selector, controlRoot, bn254ControlId }]]);
    const stopped = await eventsOf(verifier.write.stop([selector], owner), riscZeroVerifierAbi);
    assert.deepEqual(stopped, [["VersionStopped", { selector }]]);
  });

  it("adds a version once", async () => {
    const verifier = await deployWithVersions();
    await reverts(verifier.write.addVersion([...args], owner), "SelectorAlreadyAdded", [version.selector]);
  });

  it("stops one version and leaves the others running", async () => {
    const verifier = await deployWithVersions();
    await verifier.write.stop([version.selector], owner);
    assert.equal(await rejection(verifier, receipt), "SelectorStopped");
    assert.equal(await verifier.read.stateOf([version.selector]), state.stopped);
    for (const other of receipts.slice(1)) await accepts(verifier, other);
  });

  it("has no way back from a stop", async () => {
    const verifier = await deployWithVersions();
    await verifier.write.stop([version.selector], owner);
    await reverts(verifier.write.stop([version.selector], owner), "SelectorStopped");
    await reverts(verifier.write.addVersion([...args], owner), "SelectorAlreadyAdded");
    const writes = riscZeroVerifierAbi.filter(
      (item) => item.type === "function" && item.stateMutability === "nonpayable",
    );
    assert.deepEqual(writes.map((item) => ("name" in item ? item.name : "")).sort(), [
      "acceptOwnership",
      "addVersion",
      "renounceOwnership",
      "stop",
      "transferOwnership",
    ]);
  });

  it("refuses to stop what was never added", async () => {
    const verifier = await deployEmpty();
    await reverts(verifier.write.stop([version.selector], owner), "UnknownSelector", [version.selector]);
  });

  it("listens to its owner alone", async () => {
    const verifier = await deployWithVersions();
    const stranger = { account: actors.stranger };
    const refusal = [getAddress(actors.stranger)];
    await reverts(verifier.write.stop([version.selector], stranger), "OwnableUnauthorizedAccount", refusal);
    await reverts(verifier.write.addVersion([...args], stranger), "OwnableUnauthorizedAccount", refusal);
    await reverts(verifier.write.acceptOwnership(stranger), "OwnableUnauthorizedAccount", refusal);
  });

  it("refuses a key with other than five public signals", async () => {
    const deploying = deployContract("RiscZeroVerifier", riscZeroVerifierAbi, [
      actors.owner,
      groth16Verifier.address,
      program.key,
    ]);
    await assert.rejects(deploying, /InvalidKey/);
  });

  it("registers the key it verifies with", async () => {
    const verifier = await deployEmpty();
    assert.equal(await verifier.read.keyId(), programIdOf(key));
    assert.equal(await groth16Verifier.read.inputsOf([programIdOf(key)]), 5n);
  });
});
