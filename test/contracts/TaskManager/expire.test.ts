import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, claimedTask, proofOf, prove, state, submitTask, type SubmittedTask } from "../support/tasks.ts";
import {
  actors,
  native,
  nextBlockAt,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, rival, treasury, hunter } = actors;
const bounty = terms.collateral / 10n;

describe("TaskManager.expire", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  async function lateTask(): Promise<SubmittedTask> {
    const task = await claimedTask();
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(claimDeadline + 1);
    return task;
  }

  it("opens a task again whose claim was not kept; anyone may", async () => {
    const { key, id } = await lateTask();
    const events = await eventsOf(taskManager.write.expire(key, { account: hunter }));
    assert.deepEqual(events, [
      ["StakeSlashed", { prover, amount: terms.collateral, stake: stake - terms.collateral }],
      ["TaskExpired", { taskId: id, prover, caller: hunter, slashed: terms.collateral }],
    ]);
    assert.equal(await taskManager.read.stateOf([id]), state.open);
  });

  it("takes the collateral: a tenth is owed to the caller, the rest to the treasury", async () => {
    const { key } = await lateTask();
    await mined(taskManager.write.expire(key, { account: hunter }));
    assert.equal(await taskManager.read.owedTo([native, hunter]), bounty);
    assert.equal(await taskManager.read.owedTo([native, treasury]), terms.collateral - bounty);
    const { stake: left, collateral } = await proverRegistry.read.prover([prover]);
    assert.deepEqual([left, collateral], [stake - terms.collateral, 0n]);
    assert.equal(await proverRegistry.read.freeStake([prover]), stake - terms.collateral);
  });

  it("pays the bounty in IOTX that can be collected", async () => {
    const { key } = await lateTask();
    await mined(taskManager.write.expire(key, { account: hunter }));
    await mined(taskManager.write.collect([native, hunter]));
    await mined(taskManager.write.collect([native, treasury]));
  });

  it("takes only the collateral of its own claim", async () => {
    const { key } = await claimedTask(7n, 1n);
    const [, first] = await taskManager.read.claimOf([await taskManager.read.taskIdOf(key)]);
    await nextBlockAt(first);
    const other = await claimedTask(8n, 2n);
    await mined(taskManager.write.expire(key));
    assert.equal((await proverRegistry.read.prover([prover])).collateral, terms.collateral);
    await mined(prove(other, await proofOf(other)));
  });

  it("lets another prover claim and earn the reward, which has risen meanwhile", async () => {
    const task = await lateTask();
    await mined(taskManager.write.expire(task.key));
    await nextBlockAt(task.submittedAt + terms.rampSeconds);
    await mined(taskManager.write.claim(task.key, { account: rival }));
    await mined(prove(task, await proofOf(task, rival)));
    assert.equal(await taskManager.read.owedTo([native, rival]), terms.maxReward);
    assert.equal(await taskManager.read.owedTo([native, prover]), 0n);
  });

  it("is refused up to the claim's deadline itself", async () => {
    const { key, id } = await claimedTask();
    const [, claimDeadline] = await taskManager.read.claimOf([id]);
    await nextBlockAt(claimDeadline);
    const call = taskManager.write.expire(key, { account: hunter });
    await reverts(call, "ClaimNotExpired", [id, BigInt(claimDeadline)]);
  });

  it("is refused for tasks nobody holds, and slashes once only", async () => {
    const open = await submitTask(8n);
    await reverts(taskManager.write.expire(open.key), "TaskNotClaimed", [open.id, state.open]);
    const { key, id } = await lateTask();
    await mined(taskManager.write.expire(key, { account: hunter }));
    await reverts(taskManager.write.expire(key, { account: hunter }), "TaskNotClaimed", [id, state.open]);
  });

  it("costs nothing where the project asks for no collateral", async () => {
    const free = { ...terms, collateral: 0n };
    await mined(projectRegistry.write.setRewardTerms([projectId, free], { account: owner }));
    const { key, id } = await lateTask();
    const events = await eventsOf(taskManager.write.expire(key, { account: hunter }));
    assert.deepEqual(events, [["TaskExpired", { taskId: id, prover, caller: hunter, slashed: 0n }]]);
    assert.equal(await taskManager.read.owedTo([native, hunter]), 0n);
  });

  it("takes its collateral even after the prover asked back all it could", async () => {
    const task = await claimedTask();
    const account = prover;
    const call = proverRegistry.write.requestUnstake([stake], { account });
    await reverts(call, "InsufficientFreeStake", [prover, stake - terms.collateral, stake]);
    await mined(proverRegistry.write.requestUnstake([stake - terms.collateral], { account }));
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(claimDeadline + 1);
    await mined(taskManager.write.expire(task.key, { account: hunter }));
    assert.equal((await proverRegistry.read.prover([prover])).stake, stake - terms.collateral);
  });
});
