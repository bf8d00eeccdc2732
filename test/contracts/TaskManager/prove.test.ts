import assert from "node:assert/strict";
import { resultOf, rewardAt } from "../../../node/protocol/task.ts";
import { eventsOf, mined } from "../support/expect.ts";
import { assertSolvent, claimedTask, proofOf, prove, settledTask, state, submitTask, word } from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  proverRegistry,
  rebateRatio,
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, operator, gateway, stranger } = actors;

describe("TaskManager.prove", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  /** A task claimed `seconds` after its submission, and what that claim earns. */
  async function claimedAfter(seconds: number) {
    const task = await submitTask();
    await nextBlockAt(task.submittedAt + seconds);
    await mined(taskManager.write.claim(task.key, { account: operator }));
    const reward = rewardAt(terms, task.submittedAt, task.submittedAt + seconds);
    const gatewayAmount = (reward * BigInt(rebateRatio)) / 10_000n;
    return { task, reward, gatewayAmount, proverAmount: reward - gatewayAmount };
  }

  it("settles a claimed task with a real proof; anyone may carry it", async () => {
    const { task, proverAmount, gatewayAmount } = await claimedAfter(40);
    const proof = await proofOf(task);
    const events = await eventsOf(prove(task, proof, stranger));
    assert.deepEqual(events, [
      ["TaskSettled", { projectId, taskId: task.id, prover }],
      ["ResultRecorded", { taskId: task.id, proverAmount, gatewayAmount, journal: proof.journal }],
    ]);
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("owes the reward to prover and gateway and returns the rest of the reserve to the project", async () => {
    const { task, reward, proverAmount, gatewayAmount } = await claimedAfter(40);
    await mined(prove(task, await proofOf(task)));
    assert.ok(reward > terms.minReward && reward < terms.maxReward);
    assert.equal(await taskManager.read.owedTo([native, prover]), proverAmount);
    assert.equal(await taskManager.read.owedTo([native, gateway]), gatewayAmount);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - reward);
  });

  it("pays what the reward was when the task was claimed, however long proving takes", async () => {
    const { task, proverAmount } = await claimedAfter(10);
    await nextBlockAt((await now()) + terms.claimSeconds);
    await mined(prove(task, await proofOf(task)));
    assert.equal(await taskManager.read.owedTo([native, prover]), proverAmount);
  });

  it("pays the highest reward, and nothing back, from the end of the ramp on", async () => {
    const { task, reward } = await claimedAfter(terms.rampSeconds);
    await mined(prove(task, await proofOf(task)));
    assert.equal(reward, terms.maxReward);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - terms.maxReward);
  });

  it("releases the collateral: the prover's whole stake is free again", async () => {
    await settledTask();
    assert.equal(await proverRegistry.read.freeStake([prover]), stake);
  });

  it("records the result so that contracts can check a journal against it", async () => {
    const { id, journal } = await settledTask();
    assert.equal(await taskManager.read.resultOf([id]), resultOf(journal));
    assert.equal(await taskManager.read.isResult([id, journal]), true);
    assert.equal(await taskManager.read.isResult([id, `${journal}00`]), false);
    assert.equal(await taskManager.read.isResult([word(1n), journal]), false);
    assert.deepEqual(await taskManager.read.claimOf([id]), ["0x0000000000000000000000000000000000000000", 0]);
  });

  it("is possible up to the claim's deadline itself", async () => {
    const task = await claimedTask();
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    const proof = await proofOf(task);
    await nextBlockAt(claimDeadline);
    await mined(prove(task, proof));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("goes on when the project is paused, out of escrow, or its gateway dismissed meanwhile", async () => {
    const task = await claimedTask();
    const account = owner;
    await mined(projectRegistry.write.pause([projectId], { account }));
    await mined(projectRegistry.write.setGateway([projectId, gateway, false, ""], { account }));
    const rest = await taskManager.read.escrowOf([projectId, native]);
    await mined(taskManager.write.withdraw([projectId, native, rest, owner], { account }));
    await mined(prove(task, await proofOf(task)));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("goes on when the prover pauses, asks its stake back, or changes operator and beneficiary meanwhile", async () => {
    const task = await claimedTask();
    const account = prover;
    await mined(proverRegistry.write.pause({ account }));
    await mined(proverRegistry.write.requestUnstake([stake - terms.collateral], { account }));
    await mined(proverRegistry.write.setOperator([stranger], { account }));
    await mined(proverRegistry.write.setBeneficiary([stranger], { account }));
    await mined(prove(task, await proofOf(task)));
    assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
    assert.equal(await proverRegistry.read.beneficiaryOf([prover]), stranger);
  });

  it("pays everything to a gateway whose prover gives it all, and nothing where rewards are zero", async () => {
    await mined(proverRegistry.write.setRebateRatio([10_000], { account: prover }));
    await settledTask(7n, 1n);
    assert.equal(await taskManager.read.owedTo([native, prover]), 0n);
    assert.ok((await taskManager.read.owedTo([native, gateway])) > 0n);

    const before = await taskManager.read.owedTo([native, gateway]);
    const unpaid = { ...terms, minReward: 0n, maxReward: 0n };
    await mined(projectRegistry.write.setRewardTerms([projectId, unpaid], { account: owner }));
    await settledTask(8n, 2n);
    assert.equal(await taskManager.read.owedTo([native, gateway]), before);
  });
});
