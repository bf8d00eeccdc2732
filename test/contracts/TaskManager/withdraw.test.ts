import assert from "node:assert/strict";
import { getAddress, zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { deployMockToken } from "../support/mocks.ts";
import { assertSolvent, submitTask } from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  deviceRegistry,
  escrow,
  native,
  nobody,
  projectId,
  projectRegistry,
  reset,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, gateway, stranger } = actors;

describe("TaskManager.withdraw", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("gives the project's owner what no task has reserved", async () => {
    await submitTask();
    const free = escrow - terms.maxReward;
    const events = await eventsOf(taskManager.write.withdraw([projectId, native, free, nobody], { account: owner }));
    assert.deepEqual(events, [["Withdrawn", { projectId, token: native, to: nobody, amount: free }]]);
    assert.equal(await balanceOf(nobody), free);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), 0n);
  });

  it("cannot touch what an open task has reserved", async () => {
    await submitTask();
    const call = taskManager.write.withdraw([projectId, native, escrow, owner], { account: owner });
    await reverts(call, "InsufficientEscrow", [projectId, native, escrow - terms.maxReward, escrow]);
  });

  it("cannot touch another project's escrow", async () => {
    await mined(projectRegistry.write.register({ account: stranger }));
    const call = taskManager.write.withdraw([2n, native, 1n, stranger], { account: stranger });
    await reverts(call, "InsufficientEscrow", [2n, native, 0n, 1n]);
  });

  it("pays tokens too", async () => {
    const token = await deployMockToken();
    await token.write.mint([owner, 10n]);
    await token.write.approve([taskManager.address, 10n], { account: owner });
    await mined(taskManager.write.deposit([projectId, token.address, 10n], { account: owner }));
    await mined(taskManager.write.withdraw([projectId, token.address, 4n, nobody], { account: owner }));
    assert.equal(await token.read.balanceOf([nobody]), 4n);
    assert.equal(await taskManager.read.escrowOf([projectId, getAddress(token.address)]), 6n);
  });

  it("is the owner's alone, not the gateway's nor a stranger's", async () => {
    for (const account of [gateway, stranger]) {
      const call = taskManager.write.withdraw([projectId, native, 1n, account], { account });
      await reverts(call, "NotProjectOwner", [projectId, account]);
    }
  });

  it("goes to whoever holds the project's token now", async () => {
    await mined(projectRegistry.write.transferFrom([owner, stranger, projectId], { account: owner }));
    const former = taskManager.write.withdraw([projectId, native, 1n, owner], { account: owner });
    await reverts(former, "NotProjectOwner", [projectId, owner]);
    await mined(taskManager.write.withdraw([projectId, native, 1n, nobody], { account: stranger }));
  });

  it("refuses the zero address and receivers that refuse", async () => {
    const zero = taskManager.write.withdraw([projectId, native, 1n, zeroAddress], { account: owner });
    await reverts(zero, "ZeroAddress");
    const refusing = taskManager.write.withdraw([projectId, native, 1n, deviceRegistry.address], { account: owner });
    await reverts(refusing, "TransferFailed");
  });
});
