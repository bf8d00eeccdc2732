import assert from "node:assert/strict";
import { concat, type Hex } from "viem";
import { verifierRouteAbi } from "../../../contracts/abi/verifierRoute.ts";
import { firstSelector } from "../../../scripts/deploy/verifiers.ts";
import { mined, reverts } from "../support/expect.ts";
import { deployMockVerifier } from "../support/mocks.ts";
import {
  assertSolvent,
  claim,
  dataHash,
  proofOf,
  prove,
  proveBatchArgs,
  state,
  type SubmittedTask,
  submitTasks,
  word,
} from "../support/tasks.ts";
import {
  actors,
  program,
  projectId,
  projectRegistry,
  publicClient,
  publishedProgram,
  reset,
  taskManager,
  verifierRegistry,
} from "../support/world.ts";

const { owner, deployer, prover, operator } = actors;
const version = word(2n);
const args = [5, firstSelector] as const;

describe("A project that follows the registry of verifiers", () => {
  let tasks: SubmittedTask[];

  beforeEach(async () => {
    await reset();
    const verifier = await verifierRegistry.read.routeOf([5]);
    const published = { ...publishedProgram, verifier };
    await mined(projectRegistry.write.publishProgram([projectId, version, published], { account: owner }));
    const inputs = [1n, 2n].map((n) => ({ inputHash: program.inputHashOf(n), dataHash: dataHash(n) }));
    tasks = await submitTasks(inputs, [1n, 2n], version);
    for (const task of tasks) await mined(claim(task));
  });
  afterEach(() => assertSolvent());

  async function proveWith(selector: Hex, task = tasks[0]!): Promise<Hex> {
    const { journal, proof } = await proofOf(task);
    return prove(task, { journal, proof: concat([selector, proof]) });
  }

  it("settles tasks with the verifier that the proof names", async () => {
    await mined(proveWith(firstSelector));
    assert.equal(await taskManager.read.stateOf([tasks[0]!.id]), state.settled);
  });

  it("settles batches, whose proofs name it once", async () => {
    const [offer, list, outputs, proofs] = await proveBatchArgs(tasks, prover);
    const named = [offer, list, outputs, concat([firstSelector, proofs])] as const;
    await mined(taskManager.write.proveBatch(named, { account: operator }));
    assert.equal(await taskManager.read.stateOf([tasks[1]!.id]), state.settled);
  });

  it("pays nothing for proofs that name no verifier, or an unknown one", async () => {
    const { journal } = await proofOf(tasks[0]!);
    for (const proof of ["0x", "0x000000"] as const)
      await reverts(prove(tasks[0]!, { journal, proof }), "SelectorMissing");
    await reverts(proveWith("0x00000009"), "VerifierUnknown", [5, "0x00000009"]);
  });

  it("pays nothing for a proof of another VM type's verifier, which may take anything", async () => {
    const { address } = await deployMockVerifier();
    await mined(verifierRegistry.write.add([9, "0x00000009", address], { account: deployer }));
    await reverts(proveWith("0x00000009"), "VerifierUnknown", [5, "0x00000009"]);
  });

  it("pays nothing once the verifier is stopped; projects that chose theirs go on", async () => {
    await mined(verifierRegistry.write.stop(args, { account: deployer }));
    await reverts(proveWith(firstSelector), "VerifierIsStopped", args);
    const [own] = await submitTasks([{ inputHash: program.inputHashOf(3n), dataHash: word(3n) }], [3n]);
    await mined(claim(own!));
    await mined(prove(own!, await proofOf(own!)));
  });

  it("can see whose route it is", async () => {
    const route = { address: await verifierRegistry.read.routeOf([5]), abi: verifierRouteAbi } as const;
    assert.equal(await publicClient.readContract({ ...route, functionName: "vmType" }), 5);
    assert.equal(await publicClient.readContract({ ...route, functionName: "registry" }), verifierRegistry.address);
  });
});
