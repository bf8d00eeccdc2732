import assert from "node:assert/strict";
import { encodeFunctionData, getAddress, parseEther } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { deployMockToken, tokenManners } from "../support/mocks.ts";
import { assertSolvent } from "../support/tasks.ts";
import { actors, escrow, native, projectId, projectRegistry, reset, taskManager } from "../support/world.ts";

const { owner, stranger } = actors;
const amount = 1000n;

describe("TaskManager.deposit", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  async function fundedToken() {
    const token = await deployMockToken();
    await token.write.mint([stranger, amount]);
    await token.write.approve([taskManager.address, amount], { account: stranger });
    return token;
  }

  it("adds IOTX to a project's escrow; anyone may", async () => {
    const value = parseEther("5");
    const events = await eventsOf(taskManager.write.deposit([projectId, native, value], { account: stranger, value }));
    assert.deepEqual(events, [["Deposited", { projectId, token: native, from: stranger, amount: value }]]);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow + value);
  });

  it("takes tokens from the caller and keeps each token's escrow apart", async () => {
    const token = await fundedToken();
    const events = await eventsOf(taskManager.write.deposit([projectId, token.address, amount], { account: stranger }));
    assert.deepEqual(events, [["Deposited", { projectId, token: getAddress(token.address), from: stranger, amount }]]);
    assert.equal(await taskManager.read.escrowOf([projectId, token.address]), amount);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
    assert.equal(await token.read.balanceOf([stranger]), 0n);
  });

  it("accepts tokens that return nothing", async () => {
    const token = await fundedToken();
    await token.write.setManners([tokenManners.returnsNothing]);
    await mined(taskManager.write.deposit([projectId, token.address, amount], { account: stranger }));
    assert.equal(await taskManager.read.escrowOf([projectId, token.address]), amount);
  });

  it("refuses tokens that take a fee, by what arrived", async () => {
    const token = await fundedToken();
    await token.write.setManners([tokenManners.takesFee]);
    const call = taskManager.write.deposit([projectId, token.address, amount], { account: stranger });
    await reverts(call, "WrongAmount", [amount, amount - amount / 100n]);
  });

  it("refuses tokens that return false", async () => {
    const token = await fundedToken();
    await token.write.setManners([tokenManners.returnsFalse]);
    const call = taskManager.write.deposit([projectId, token.address, amount], { account: stranger });
    await reverts(call, "SafeERC20FailedOperation");
  });

  it("cannot be entered again from inside a token's transfer, to count one arrival twice", async () => {
    const token = await fundedToken();
    const data = encodeFunctionData({
      abi: taskManager.abi,
      functionName: "deposit",
      args: [projectId, token.address, 0n],
    });
    await token.write.setCallback([taskManager.address, data]);
    const call = taskManager.write.deposit([projectId, token.address, amount], { account: stranger });
    await reverts(call, "ReentrancyGuardReentrantCall");
  });

  it("refuses IOTX that differs from the amount, or comes with a token", async () => {
    const token = await fundedToken();
    const different = taskManager.write.deposit([projectId, native, 2n], { account: owner, value: 1n });
    await reverts(different, "WrongAmount", [2n, 1n]);
    const both = taskManager.write.deposit([projectId, token.address, amount], { account: stranger, value: 1n });
    await reverts(both, "WrongAmount", [0n, 1n]);
  });

  it("refuses NFTs, which have no way out: those of projects too, of which the first looks like one unit of a token", async () => {
    await mined(projectRegistry.write.approve([taskManager.address, projectId], { account: owner }));
    const nft = projectRegistry.address;
    const call = taskManager.write.deposit([projectId, nft, projectId], { account: owner });
    await reverts(call, "NotFungible", [getAddress(nft)]);
    assert.equal(await projectRegistry.read.ownerOf([projectId]), owner);
  });

  it("refuses a project that does not exist: its escrow would be nobody's", async () => {
    const call = taskManager.write.deposit([99n, native, 1n], { account: owner, value: 1n });
    await reverts(call, "ProjectNotFound", [99n]);
  });
});
