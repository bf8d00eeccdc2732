import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, claimedTask, settledTask, state, submitTask } from "../support/tasks.ts";
import { actors, escrow, native, nextBlockAt, projectId, reset, taskManager, terms } from "../support/world.ts";

const { operator, stranger } = actors;

describe("TaskManager.refund", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("ends an open task after its deadline and returns its reserve; anyone may", async () => {
    const { key, id, deadline } = await submitTask();
    await nextBlockAt(deadline + 1);
    const events = await eventsOf(taskManager.write.refund(key, { account: stranger }));
    assert.deepEqual(events, [["TaskRefunded", { taskId: id, amount: terms.maxReward }]]);
    assert.equal(await taskManager.read.stateOf([id]), state.refunded);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
    assert.equal(await taskManager.read.resultOf([id]), `0x${"00".repeat(32)}`);
  });

  it("is refused up to the deadline itself", async () => {
    const { key, id, deadline } = await submitTask();
    await nextBlockAt(deadline);
    await reverts(taskManager.write.refund(key), "DeadlineNotReached", [id, BigInt(deadline)]);
  });

  it("returns the reserve once, and ends the task for good", async () => {
    const { key, id, deadline } = await submitTask();
    await nextBlockAt(deadline + 1);
    await mined(taskManager.write.refund(key));
    await reverts(taskManager.write.refund(key), "TaskNotOpen", [id, state.refunded]);
    await reverts(taskManager.write.claim(key, { account: operator }), "TaskNotOpen", [id, state.refunded]);
  });

  it("is refused for a claimed task until its claim was expired, so that nobody escapes the slashing", async () => {
    const { key, id, deadline } = await claimedTask();
    await nextBlockAt(deadline + 1);
    await reverts(taskManager.write.refund(key), "TaskNotOpen", [id, state.claimed]);
    await mined(taskManager.write.expire(key));
    await mined(taskManager.write.refund(key));
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("is refused for settled tasks and for tasks nobody submitted", async () => {
    const { key, id, deadline } = await settledTask();
    await nextBlockAt(deadline + 1);
    await reverts(taskManager.write.refund(key), "TaskNotOpen", [id, state.settled]);
    const invented = [key[0], { ...key[1], submittedAt: 1 }] as const;
    const inventedId = await taskManager.read.taskIdOf(invented);
    await reverts(taskManager.write.refund(invented), "TaskNotOpen", [inventedId, state.none]);
  });
});
