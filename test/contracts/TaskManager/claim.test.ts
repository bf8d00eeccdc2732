import assert from "node:assert/strict";
import { parseEther } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, claimedTask, proofOf, prove, settledTask, state, submitTask } from "../support/tasks.ts";
import {
  actors,
  nextBlockAt,
  projectId,
  projectRegistry,
  proverRegistry,
  rebateRatio,
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, operator, rival, stranger } = actors;

describe("TaskManager.claim", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("gives the task to the operator's prover until the claim's deadline", async () => {
    const { key, id, submittedAt } = await submitTask();
    const time = submittedAt + 20;
    await nextBlockAt(time);
    const events = await eventsOf(taskManager.write.claim(key, { account: operator }));

    const claimDeadline = time + terms.claimSeconds;
    assert.deepEqual(events, [["TaskClaimed", { taskId: id, prover, claimDeadline }]]);
    assert.equal(await taskManager.read.stateOf([id]), state.claimed);
    assert.deepEqual(await taskManager.read.claimOf([id]), [prover, claimDeadline]);
  });

  it("locks the task's collateral out of the prover's free stake", async () => {
    await claimedTask();
    const { stake: total, collateral } = await proverRegistry.read.prover([prover]);
    assert.deepEqual([total, collateral], [stake, terms.collateral]);
    assert.equal(await proverRegistry.read.freeStake([prover]), stake - terms.collateral);
  });

  it("is exclusive", async () => {
    const { key, id } = await claimedTask();
    await reverts(taskManager.write.claim(key, { account: rival }), "TaskNotOpen", [id, state.claimed]);
  });

  it("is refused to whoever is no prover's operator: strangers, and a prover that named another key", async () => {
    const { key } = await submitTask();
    for (const account of [stranger, prover]) {
      await reverts(taskManager.write.claim(key, { account }), "OperatorUnknown", [account]);
    }
  });

  it("is refused to a paused prover", async () => {
    const { key } = await submitTask();
    await mined(proverRegistry.write.pause({ account: prover }));
    await reverts(taskManager.write.claim(key, { account: operator }), "ProverIsPaused", [prover]);
  });

  it("is refused when free stake does not cover the collateral: nobody can over-commit", async () => {
    await mined(proverRegistry.write.requestUnstake([stake - terms.collateral], { account: prover }));
    await claimedTask();
    const { key } = await submitTask(8n);
    const call = taskManager.write.claim(key, { account: operator });
    await reverts(call, "InsufficientFreeStake", [prover, 0n, terms.collateral]);
  });

  it("is possible until it could just end with the task, and no later", async () => {
    const { key, id, deadline } = await submitTask();
    const last = deadline - terms.claimSeconds;
    await nextBlockAt(last + 1);
    await reverts(taskManager.write.claim(key, { account: operator }), "TooLateToClaim", [id, BigInt(last)]);

    const other = await submitTask(8n);
    await nextBlockAt(other.deadline - terms.claimSeconds);
    await mined(taskManager.write.claim(other.key, { account: operator }));
    assert.deepEqual(await taskManager.read.claimOf([other.id]), [prover, other.deadline]);
  });

  it("is refused for a task nobody submitted, be it changed in one field or its offer only", async () => {
    const { key } = await submitTask();
    const [offer, task] = key;
    for (const changed of [
      [stranger, task],
      [offer, { ...task, dataHash: task.inputHash }],
    ] as const) {
      const id = await taskManager.read.taskIdOf(changed);
      await reverts(taskManager.write.claim(changed, { account: operator }), "TaskNotOpen", [id, state.none]);
    }
  });

  it("is refused once the task is settled", async () => {
    const { key, id } = await settledTask();
    await reverts(taskManager.write.claim(key, { account: operator }), "TaskNotOpen", [id, state.settled]);
  });

  it("needs no stake where the project asks for no collateral", async () => {
    const free = { ...terms, collateral: 0n };
    await mined(projectRegistry.write.setRewardTerms([projectId, free], { account: owner }));
    await mined(proverRegistry.write.requestUnstake([stake], { account: prover }));
    const { id } = await claimedTask();
    assert.equal(await taskManager.read.stateOf([id]), state.claimed);
  });

  it("fixes the gateway's rebate: the prover cannot take it back before settling", async () => {
    const task = await claimedTask();
    await mined(proverRegistry.write.setRebateRatio([0], { account: prover }));
    const reward = await taskManager.read.rewardAt([...task.key, BigInt(task.submittedAt + 1)]);
    await mined(prove(task, await proofOf(task)));
    const owed = await taskManager.read.owedTo([terms.token, actors.gateway]);
    assert.equal(owed, (reward * BigInt(rebateRatio)) / 10_000n);
    assert.ok(owed > parseEther("0.1"));
  });
});
