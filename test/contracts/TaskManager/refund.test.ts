import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, claimedTask, settledTask, state, submitTask } from "../support/tasks.ts";
import { actors, escrow, native, nextBlockAt, projectId, reset, taskManager, terms } from "../support/world.ts";

const { operator, stranger } = actors;

describe("TaskManager.refund", () => {
  beforeEach(reset);
  afterEach(assertSolvent);

  it("ends an open task after its deadline and returns its reserve; anyone may", async () => {
    const { spec, id } = await submitTask();
    await nextBlockAt(spec.deadline + 1);
    const events = await eventsOf(taskManager.write.refund([spec], { account: stranger }));
    assert.deepEqual(events, [["TaskRefunded", { taskId: id, amount: terms.maxReward }]]);
    assert.equal(await taskManager.read.stateOf([id]), state.refunded);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
    assert.equal(await taskManager.read.resultOf([id]), `0x${"00".repeat(32)}`);
  });

  it("is refused up to the deadline itself", async () => {
    const { spec, id } = await submitTask();
    await nextBlockAt(spec.deadline);
    await reverts(taskManager.write.refund([spec]), "DeadlineNotReached", [id, BigInt(spec.deadline)]);
  });

  it("returns the reserve once, and ends the task for good", async () => {
    const { spec, id } = await submitTask();
    await nextBlockAt(spec.deadline + 1);
    await mined(taskManager.write.refund([spec]));
    await reverts(taskManager.write.refund([spec]), "TaskNotOpen", [id, state.refunded]);
    await reverts(taskManager.write.claim([spec], { account: operator }), "TaskNotOpen", [id, state.refunded]);
  });

  it("is refused for a claimed task until its claim was expired, so that nobody escapes the slashing", async () => {
    const { spec, id } = await claimedTask();
    await nextBlockAt(spec.deadline + 1);
    await reverts(taskManager.write.refund([spec]), "TaskNotOpen", [id, state.claimed]);
    await mined(taskManager.write.expire([spec]));
    await mined(taskManager.write.refund([spec]));
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("is refused for settled tasks and for specs nobody submitted", async () => {
    const { spec, id } = await settledTask();
    await nextBlockAt(spec.deadline + 1);
    await reverts(taskManager.write.refund([spec]), "TaskNotOpen", [id, state.settled]);
    const invented = { ...spec, nonce: 99n };
    const inventedId = await taskManager.read.taskIdOf([invented]);
    await reverts(taskManager.write.refund([invented]), "TaskNotOpen", [inventedId, state.none]);
  });
});
