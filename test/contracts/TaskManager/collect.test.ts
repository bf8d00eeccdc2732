import assert from "node:assert/strict";
import { encodeFunctionData, getAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { deployMockToken, tokenManners } from "../support/mocks.ts";
import { assertSolvent, claimedTask, proofOf, prove, settledTask } from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  deviceRegistry,
  native,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, beneficiary, gateway, stranger } = actors;

describe("TaskManager.collect", () => {
  beforeEach(reset);
  afterEach(assertSolvent);

  it("pays what is owed to the account, whoever asks for it", async () => {
    await settledTask();
    for (const account of [beneficiary, gateway]) {
      const amount = await taskManager.read.owedTo([native, account]);
      assert.ok(amount > 0n);
      const before = await balanceOf(account);
      const events = await eventsOf(taskManager.write.collect([native, account], { account: stranger }));
      assert.deepEqual(events, [["Collected", { token: native, account, amount }]]);
      assert.equal(await balanceOf(account), before + amount);
      assert.equal(await taskManager.read.owedTo([native, account]), 0n);
    }
  });

  it("pays once", async () => {
    await settledTask();
    await mined(taskManager.write.collect([native, beneficiary]));
    await reverts(taskManager.write.collect([native, beneficiary]), "NothingOwed", [native, beneficiary]);
  });

  it("leaves the debt in place when the account refuses IOTX", async () => {
    const { address } = deviceRegistry;
    await mined(proverRegistry.write.setBeneficiary([address], { account: prover }));
    await settledTask();
    const owed = await taskManager.read.owedTo([native, address]);
    await reverts(taskManager.write.collect([native, address]), "TransferFailed");
    assert.ok(owed > 0n);
    assert.equal(await taskManager.read.owedTo([native, address]), owed);
  });

  describe("of a token", () => {
    async function settledInToken() {
      const token = await deployMockToken();
      await token.write.mint([owner, terms.maxReward]);
      await token.write.approve([taskManager.address, terms.maxReward], { account: owner });
      await mined(taskManager.write.deposit([projectId, token.address, terms.maxReward], { account: owner }));
      const tokenTerms = { ...terms, token: token.address };
      await mined(projectRegistry.write.setRewardTerms([projectId, tokenTerms], { account: owner }));
      await settledTask();
      return token;
    }

    it("pays provers in the token of the task", async () => {
      const token = await settledInToken();
      const owed = await taskManager.read.owedTo([getAddress(token.address), beneficiary]);
      await mined(taskManager.write.collect([token.address, beneficiary]));
      assert.ok(owed > 0n);
      assert.equal(await token.read.balanceOf([beneficiary]), owed);
      assert.equal(await taskManager.read.owedTo([native, beneficiary]), 0n);
    });

    it("keeps the debt when the token moves nothing and says so", async () => {
      const token = await settledInToken();
      await token.write.setManners([tokenManners.returnsFalse]);
      await reverts(taskManager.write.collect([token.address, beneficiary]), "SafeERC20FailedOperation");
      await token.write.setManners([tokenManners.returnsNothing]);
      await mined(taskManager.write.collect([token.address, beneficiary]));
    });

    it("cannot be entered again from inside the token's transfer, to be paid twice", async () => {
      const token = await settledInToken();
      const args = [token.address, gateway] as const;
      const data = encodeFunctionData({ abi: taskManager.abi, functionName: "collect", args });
      await token.write.setCallback([taskManager.address, data]);
      await reverts(taskManager.write.collect([token.address, beneficiary]), "ReentrancyGuardReentrantCall");
      await token.write.setManners([tokenManners.good]);
    });
  });

  it("does not depend on who settles: a proof sent by anyone credits the claim's prover", async () => {
    const task = await claimedTask();
    await mined(prove(task, await proofOf(task), stranger));
    assert.equal(await taskManager.read.owedTo([native, stranger]), 0n);
    assert.ok((await taskManager.read.owedTo([native, beneficiary])) > 0n);
  });
});
