import assert from "node:assert/strict";
import { concat, getAddress, type Hex, numberToHex, zeroHash } from "viem";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { snarkVerifierAdapterAbi } from "../../../contracts/abi/snarkVerifierAdapter.ts";
import { registerProject } from "../../../node/chain/actions/project.ts";
import { type DescribedProgram, type OwnChoice, publishVersions } from "../../../node/chain/actions/publish.ts";
import type { Caller } from "../../../node/chain/actions/transact.ts";
import { isProgramKnown } from "../../../node/chain/verifiers.ts";
import { versionToBytes32 } from "../../../node/protocol/task.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { circomGroth16 } from "../../../node/proving/systems/circom-groth16/index.ts";
import { deployGenerated, sampleOf } from "../../contracts/SnarkVerifierAdapter/generated.ts";
import { deployContract, deployment, publicClient, reset, walletClient } from "../../contracts/support/world.ts";
import { halo2Wasm } from "../../../node/proving/systems/halo2-wasm/index.ts";
import { answer, moduleOf } from "../proving/halo2-wasm/support/modules.ts";
import { tinyCode } from "../proving/support/tiny-circuit.ts";

const caller = { publicClient, walletClient, deployment } as unknown as Caller;
const template = { vmType: vmTypes.halo2, programId: undefined, verifier: "snarkVerifierAdapter" } as const;
const halo2 = (version: string): DescribedProgram => ({ ...template, version, binding: "template" });
const ofService: DescribedProgram = {
  ...{ version: "v1", vmType: 100, programId: undefined, verifier: undefined, binding: "native" },
};

describe("publishing a project's versions", () => {
  let projectId: bigint;
  let circom: DescribedProgram;
  before(async () => {
    circom = { version: "v1", vmType: vmTypes.circom, ...(await circomGroth16.describe(await tinyCode())) };
  });
  beforeEach(async () => {
    await reset();
    projectId = await registerProject(caller);
  });
  after(reset);

  const publish = (programs: DescribedProgram[], own?: OwnChoice) => publishVersions(caller, projectId, programs, own);
  const onChain = (version: string) =>
    publicClient.readContract({
      address: deployment.projectRegistry,
      abi: projectRegistryAbi,
      functionName: "program",
      args: [projectId, versionToBytes32(version)],
    });
  const snarkVerifier = async (accepts: Hex) => (await deployContract("MockSnarkVerifier", [], [accepts, 0])).address;

  it("registers their keys with the verifiers of their proof systems, once", async () => {
    const programId = circom.programId!;
    assert.equal(await isProgramKnown(publicClient, deployment.groth16Verifier, programId), false);
    const published = await publish([circom, { ...circom, version: "v2" }]);
    assert.deepEqual(
      published.map(({ version }) => version),
      ["v1", "v2"],
    );
    assert.equal(await isProgramKnown(publicClient, deployment.groth16Verifier, programId), true);
    const { verifier, vmType, programId: found } = await onChain("v2");
    assert.deepEqual([verifier, vmType, found], [getAddress(deployment.groth16Verifier), vmTypes.circom, programId]);
  });

  it("leaves alone those that are published already", async () => {
    await publish([circom]);
    const published = await publish([circom, { ...circom, version: "v2" }]);
    assert.deepEqual(
      published.map(({ version }) => version),
      ["v2"],
    );
  });

  it("refuses to change one that is published", async () => {
    await publish([circom]);
    await assert.rejects(publish([{ ...circom, programId: numberToHex(7, { size: 32 }) }]), {
      code: "PROGRAM_DIFFERS",
    });
  });

  it("finds the id of a program for snark-verifier's contract, which the adapter is told of", async () => {
    const verifier = await snarkVerifier(zeroHash);
    const [{ programId } = { programId: zeroHash }] = await publish([halo2("v1")], { snarkVerifier: verifier });
    const { verifier: adapter, binding } = await onChain("v1");
    assert.deepEqual([adapter, binding], [getAddress(deployment.snarkVerifierAdapter), 1]);
    assert.equal(await isProgramKnown(publicClient, deployment.snarkVerifierAdapter, programId), true);
    const { result } = await publicClient.simulateContract({
      address: deployment.snarkVerifierAdapter,
      abi: snarkVerifierAdapterAbi,
      functionName: "register",
      args: [verifier, 3],
    });
    assert.equal(result, programId);
  });

  it("tries the contract with what the program proved, before anything is published", async () => {
    const sample = sampleOf();
    const proved = { ...halo2("v1"), instances: 3, proved: sample };
    const four = await deployGenerated(sampleOf([5n, 912n, 1n, 7n]));
    await assert.rejects(publish([proved], { snarkVerifier: four }), { code: "SAMPLE_REJECTED" });
    await assert.rejects(onChain("v1"), /ProgramNotFound/);
    const warnings: string[] = [];
    await publishVersions(caller, projectId, [proved], { snarkVerifier: await deployGenerated(sample) }, (sentence) =>
      warnings.push(sentence),
    );
    assert.deepEqual(warnings, []);
    assert.equal((await onChain("v1")).vmType, vmTypes.halo2);
  });

  it("warns, by address and number, of a contract that it could not try", async () => {
    const snarkVerifier = await deployGenerated(sampleOf());
    const warnings: string[] = [];
    await publishVersions(caller, projectId, [halo2("v1")], { snarkVerifier }, (sentence) => warnings.push(sentence));
    assert.match(warnings.join(), new RegExp(`${snarkVerifier} takes exactly 3 instances was not checked`));
  });

  it("refuses another number of instances than the stock prover makes", async () => {
    const described = {
      ...halo2("v1"),
      ...(await halo2Wasm().describe(await moduleOf({ body: answer("(i32.const 6000)", "(i32.const 1)") }), "")),
    };
    const snarkVerifier = await deployGenerated(sampleOf([5n, 912n, 1n, 7n]));
    await assert.rejects(publish([described], { snarkVerifier, instances: 4 }), {
      code: "INSTANCES_DIFFER",
      message: "Provers of version v1 make 3 instances, not 4",
    });
    await assert.rejects(onChain("v1"), /ProgramNotFound/);
  });

  it("lets a service's program have such a contract, with as many instances as it takes", async () => {
    const sample = sampleOf([5n, 6n, 912n, 1n]);
    const snarkVerifier = await deployGenerated(sample);
    const snarkCalldata = concat([sample.journal, sample.proof]);
    await assert.rejects(publish([ofService], { snarkVerifier, snarkCalldata }), { code: "INSTANCES_DIFFER" });
    await publish([ofService], { snarkVerifier, snarkCalldata, instances: 4 });
    const { verifier, programId } = await onChain("v1");
    assert.equal(verifier, getAddress(deployment.snarkVerifierAdapter));
    assert.equal(await isProgramKnown(publicClient, verifier, programId), true);
  });

  it("lets every version have a contract of its own, published one after the other", async () => {
    await publish([halo2("v1")], { snarkVerifier: await snarkVerifier(zeroHash) });
    const before = await onChain("v1");
    const another = await snarkVerifier(numberToHex(1, { size: 32 }));
    const published = await publish([halo2("v1"), halo2("v2")], { snarkVerifier: another });
    assert.deepEqual(
      published.map(({ version }) => version),
      ["v2"],
    );
    assert.deepEqual(await onChain("v1"), before);
    const names = async (version: string) => (await onChain(version)).programId;
    // Both contracts have the same code, and the id is of the address too.
    assert.notEqual(await names("v1"), await names("v2"));
  });

  it("takes the publisher's word for what the code does not tell, and asks for it", async () => {
    const programId = numberToHex(7, { size: 32 });
    const verifier = deployment.sp1Verifier;
    await assert.rejects(publish([ofService]), { code: "VERIFIER_NEEDED", kind: "input" });
    await assert.rejects(publish([ofService], { verifier }), { code: "PROGRAM_ID_NEEDED", kind: "input" });
    await publish([ofService], { verifier, programId });
    const { verifier: found, programId: id } = await onChain("v1");
    assert.deepEqual([found, id], [getAddress(verifier), programId]);
  });
});
