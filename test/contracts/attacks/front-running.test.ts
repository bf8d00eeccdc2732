import assert from "node:assert/strict";
import { encodeFunctionData, parseEther } from "viem";
import type { Proof } from "../../../node/proving/types.ts";
import { mined, reverts } from "../support/expect.ts";
import { dappMode, deployMockDapp } from "../support/mocks.ts";
import {
  assertSolvent,
  claim,
  claimedTask,
  proofOf,
  prove,
  proveBatchArgs,
  state,
  submitTask,
  type SubmittedTask,
} from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  escrow,
  groth16Verifier,
  native,
  nextBlockAt,
  nobody,
  program,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, gateway, prover, operator, beneficiary, rival, stranger } = actors;

describe("Attack: front-running a proof", () => {
  let task: SubmittedTask;
  let good: Proof;

  beforeEach(async () => {
    await reset();
    task = await claimedTask();
    good = await proofOf(task);
  });

  afterEach(() => assertSolvent());

  it("copied from the mempool it pays whom it would have paid; the original finds its work done", async () => {
    await mined(prove(task, good, rival));
    await reverts(prove(task, good, operator), "TaskNotClaimed", [task.id, state.settled]);
    assert.equal(await taskManager.read.owedTo([native, rival]), 0n);
    assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
  });

  it("with the expiry of its claim: in the deadline's own second the proof is in time and the expiry is not", async () => {
    const [, deadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(deadline);
    await reverts(taskManager.simulate.expire(task.key, { blockTag: "pending" }), "ClaimNotExpired");
    await mined(prove(task, good));
  });

  it("by the owner changes nothing: terms, dApp, gateway, pause and withdrawal come too late for a claimed task", async () => {
    const account = owner;
    const expected = await rewardOf(task);
    const burner = await deployMockDapp();
    await burner.write.setMode([dappMode.burnGas]);
    const worse = { ...terms, minReward: 0n, maxReward: 0n, claimSeconds: 1, lifeSeconds: 1, collateral: 0n };
    await mined(projectRegistry.write.setRewardTerms([projectId, worse], { account }));
    await mined(projectRegistry.write.bindDapp([projectId, burner.address, 2_000_000], { account }));
    await mined(projectRegistry.write.setGateway([projectId, gateway, false, ""], { account }));
    await mined(projectRegistry.write.pause([projectId], { account }));
    await mined(taskManager.write.withdraw([projectId, native, escrow - terms.maxReward, owner], { account }));
    await mined(prove(task, good));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
    const paid = (await taskManager.read.owedTo([native, prover])) + (await taskManager.read.owedTo([native, gateway]));
    assert.equal(paid, expected);
  });

  it("by the owner cannot replace the program of the task's version", async () => {
    const [{ version }] = [await projectRegistry.read.readOffer([task.key[0]])];
    const other = {
      verifier: groth16Verifier.address,
      vmType: 5,
      binding: 0,
      programId: `0x${"11".repeat(32)}`,
    } as const;
    const call = projectRegistry.write.publishProgram([projectId, version, other], { account: owner });
    await reverts(call, "ProgramAlreadyPublished");
  });

  it("by its own prover cannot take the gateway's share back", async () => {
    const share = ((await rewardOf(task)) * 1000n) / 10_000n;
    await mined(proverRegistry.write.setRebateRatio([0], { account: prover }));
    await mined(prove(task, good));
    assert.equal(await taskManager.read.owedTo([native, gateway]), share);
  });

  /** What the claim of a task pays, in wei of IOTX. */
  async function rewardOf({ id, key }: SubmittedTask): Promise<bigint> {
    const [, deadline] = await taskManager.read.claimOf([id]);
    return taskManager.read.rewardAt([...key, BigInt(deadline - terms.claimSeconds)]);
  }
});

describe("Attack: front-running other calls", () => {
  beforeEach(reset);

  it("a claim: one prover gets it, the other loses gas and nothing else", async () => {
    const task = await submitTask();
    await mined(claim(task, rival));
    await reverts(claim(task), "TaskNotOpen", [task.id, state.claimed]);
    assert.equal((await proverRegistry.read.prover([prover])).collateral, 0n);
    assert.equal((await proverRegistry.read.prover([rival])).collateral, terms.collateral);
  });

  it("SUCCEEDS in sinking a batch: one claim, or one proof copied out of it, sent first; its sender loses gas alone", async () => {
    const tasks = [await submitTask(1n), await submitTask(2n)];
    await mined(claim(tasks[0]!, rival));
    const [offer] = tasks[0]!.key;
    const claiming = taskManager.write.claimBatch([offer, tasks.map(({ key }) => key[1])], { account: operator });
    await reverts(claiming, "TaskNotOpen", [tasks[0]!.id, state.claimed]);

    const mine = [await claimedTask(3n), await claimedTask(4n)];
    const batch = await proveBatchArgs(mine);
    await mined(prove(mine[0]!, await proofOf(mine[0]!)));
    await reverts(taskManager.write.proveBatch(batch), "TaskNotClaimed", [mine[0]!.id, state.settled]);
    await mined(taskManager.write.proveBatch(await proveBatchArgs(mine.slice(1)))); // what is left, once more
    assert.equal(await taskManager.read.owedTo([native, rival]), 0n);
  });

  it("a batch, in vain where it was sent by attempt: the taken are skipped", async () => {
    const tasks = [await submitTask(1n), await submitTask(2n)];
    await mined(claim(tasks[0]!, rival));
    const { abi } = taskManager;
    const calls = tasks.map(({ key }) => encodeFunctionData({ abi, functionName: "claim", args: key }));
    await mined(taskManager.write.attempt([calls, 300_000n], { account: operator }));
    assert.equal((await taskManager.read.claimOf([tasks[1]!.id]))[0], prover);
  });

  it("a claim, by the owner who lowers the terms: it was about an offer, and gets that or nothing", async () => {
    const task = await submitTask();
    const worse = { ...terms, minReward: 0n, maxReward: 0n, collateral: parseEther("50") };
    await mined(projectRegistry.write.setRewardTerms([projectId, worse], { account: owner }));
    await mined(claim(task));
    assert.equal((await proverRegistry.read.prover([prover])).collateral, terms.collateral);
  });

  it("a collection: whoever triggers it, the money goes where it belongs", async () => {
    const task = await claimedTask();
    await mined(prove(task, await proofOf(task)));
    const owed = await taskManager.read.owedTo([native, prover]);
    const before = await balanceOf(beneficiary);
    await mined(taskManager.write.collect([native, prover], { account: stranger }));
    assert.equal((await balanceOf(beneficiary)) - before, owed);
  });

  it("a change of beneficiary: what is collected before it goes to whom the prover had named, what comes after does not", async () => {
    const task = await claimedTask();
    await mined(prove(task, await proofOf(task)));
    await mined(taskManager.write.collect([native, prover], { account: beneficiary }));
    await mined(proverRegistry.write.setBeneficiary([nobody], { account: prover }));
    const next = await claimedTask(8n);
    await mined(prove(next, await proofOf(next)));
    const owed = await taskManager.read.owedTo([native, prover]);
    await mined(taskManager.write.collect([native, prover], { account: beneficiary }));
    assert.equal(await balanceOf(nobody), owed);
  });

  it("a key's registration: it has the same id whoever registers it", async () => {
    const id = await groth16Verifier.simulate.registerKey([program.key], { account: stranger });
    assert.equal(id.result, program.programId);
    await mined(groth16Verifier.write.registerKey([program.key], { account: owner }));
  });

  it("an offer: anyone may have it made early, and what it says is the owner's all the same", async () => {
    const before = await projectRegistry.simulate.offerFor([projectId, await versionOf(), gateway]);
    await mined(projectRegistry.write.offerFor([projectId, await versionOf(), gateway], { account: stranger }));
    const task = await submitTask();
    assert.equal(task.key[0], before.result[0]);
    const offer = await projectRegistry.read.readOffer([task.key[0]]);
    assert.equal(offer.maxReward, terms.maxReward);
    assert.equal(offer.programId, program.programId);
  });

  async function versionOf() {
    const task = await submitTask(9n, 9n);
    return (await projectRegistry.read.readOffer([task.key[0]])).version;
  }
});
