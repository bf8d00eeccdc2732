import assert from "node:assert/strict";
import { parseEther } from "viem";
import { bindingOf, outputsOf } from "../../../node/protocol/task.ts";
import { mined, reverts } from "../support/expect.ts";
import {
  assertSolvent,
  claim,
  claimedTask,
  dataHash,
  proofOf,
  prove,
  state,
  submitTask,
  submitTasks,
} from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  now,
  program,
  projectId,
  projectRegistry,
  proverRegistry,
  publicClient,
  reset,
  taskManager,
  terms,
  version,
} from "../support/world.ts";

const { owner, gateway, prover, rival } = actors;

describe("Attack: dust tasks", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  const setReward = (minReward: bigint, maxReward: bigint) =>
    mined(projectRegistry.write.setRewardTerms([projectId, { ...terms, minReward, maxReward }], { account: owner }));
  const inputs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      inputHash: program.inputHashOf(7n),
      dataHash: dataHash(BigInt(i + 50)),
    }));

  it("come from authorised gateways alone: nobody else can flood a project", async () => {
    const [{ version }] = [await projectRegistry.read.readOffer([(await submitTasks(inputs(1), [7n]))[0]!.key[0]])];
    const call = taskManager.write.submit([projectId, version, inputs(2)], { account: rival });
    await reverts(call, "GatewayNotAuthorised", [projectId, rival]);
  });

  it("cost whoever submits them more than a transfer each, and hold up nobody's money", async () => {
    const good = await claimedTask(7n, 1n);
    await setReward(0n, 0n);
    const before = await publicClient.getTransactionCount({ address: gateway });
    const dust = await submitTasks(inputs(100), []);
    assert.equal(await publicClient.getTransactionCount({ address: gateway }), before + 1);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - terms.maxReward);
    // The good task settles as if nothing had happened, and the owner can leave with all the rest.
    await mined(prove(good, await proofOf(good)));
    const left = await taskManager.read.escrowOf([projectId, native]);
    await mined(taskManager.write.withdraw([projectId, native, left, owner], { account: owner }));
    assert.equal(dust.length, 100);
  });

  it("need no prover: unclaimed, they end by their deadline and move nothing", async () => {
    await setReward(0n, 0n);
    const [task] = await submitTasks(inputs(1), []);
    await nextBlockAt(task!.deadline + 1);
    await mined(taskManager.write.refund(task!.key));
    assert.equal(await taskManager.read.stateOf([task!.id]), state.refunded);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("lose no wei to rounding: a reward of one wei is one wei, shared or not", async () => {
    await setReward(1n, 1n);
    const [task] = await submitTasks(inputs(1), [7n]);
    await mined(claim(task!));
    await mined(prove(task!, await proofOf(task!)));
    assert.equal(await taskManager.read.owedTo([native, prover]), 1n);
    assert.equal(await taskManager.read.owedTo([native, gateway]), 0n);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 1n);
  });

  it("pay the gateway all of it where the prover gives all of it", async () => {
    await setReward(3n, 3n);
    await mined(proverRegistry.write.setRebateRatio([10_000], { account: prover }));
    const [task] = await submitTasks(inputs(1), [7n]);
    await mined(claim(task!));
    await mined(prove(task!, await proofOf(task!)));
    assert.equal(await taskManager.read.owedTo([native, prover]), 0n);
    assert.equal(await taskManager.read.owedTo([native, gateway]), 3n);
  });

  it("cannot reserve more than the escrow holds, however many there are", async () => {
    await setReward(0n, parseEther("11"));
    await reverts(submitTasks(inputs(100), []), "InsufficientEscrow", [projectId, native, escrow, parseEther("1100")]);
  });

  it("SUCCEEDS for an authorised gateway that proves its own data: what it is worth is the program's to decide", async () => {
    await mined(projectRegistry.write.setGateway([projectId, rival, true, ""], { account: owner }));
    const [input] = inputs(1);
    const offer = (await submitTask()).key[0];
    await mined(taskManager.write.submit([projectId, version, [input!]], { account: rival }));
    const task = { gateway: rival, submittedAt: await now(), ...input! };
    const id = await taskManager.read.taskIdOf([offer, task]);
    await mined(taskManager.write.claim([offer, task], { account: rival }));
    const { journal, proof } = await program.prove(7n, bindingOf(id, rival));
    await mined(taskManager.write.prove([offer, task, outputsOf(journal), proof]));
    assert.ok((await taskManager.read.owedTo([native, rival])) >= terms.minReward);
    // Its owner ends that by the next block, and loses no more than was submitted before.
    await mined(projectRegistry.write.setGateway([projectId, rival, false, ""], { account: owner }));
    const call = taskManager.write.submit([projectId, version, [input!]], { account: rival });
    await reverts(call, "GatewayNotAuthorised", [projectId, rival]);
  });
});
