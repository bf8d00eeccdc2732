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
  afterEach(() => assertSolvent());

  it("pays what is owed to a prover to its beneficiary, to others themselves, whoever asks for it", async () => {
    await settledTask();
    for (const [account, to] of [
      [prover, beneficiary],
      [gateway, gateway],
    ] as const) {
      const amount = await taskManager.read.owedTo([native, account]);
      assert.ok(amount > 0n);
      const before = await balanceOf(to);
      const events = await eventsOf(taskManager.write.collect([native, account], { account: stranger }));
      assert.deepEqual(events, [["Collected", { token: native, account, to, amount }]]);
      assert.equal(await balanceOf(to), before + amount);
      assert.equal(await taskManager.read.owedTo([native, account]), 0n);
    }
  });

  it("pays once", async () => {
    await settledTask();
    await mined(taskManager.write.collect([native, prover]));
    await reverts(taskManager.write.collect([native, prover]), "NothingOwed", [native, prover]);
  });

  it("leaves the debt in place when the beneficiary refuses IOTX", async () => {
    const { address } = deviceRegistry;
    await mined(proverRegistry.write.setBeneficiary([address], { account: prover }));
    await settledTask();
    const owed = await taskManager.read.owedTo([native, prover]);
    await reverts(taskManager.write.collect([native, prover]), "TransferFailed");
    assert.ok(owed > 0n);
    assert.equal(await taskManager.read.owedTo([native, prover]), owed);

    // The prover helps itself: it names another beneficiary.
    await mined(proverRegistry.write.setBeneficiary([beneficiary], { account: prover }));
    await mined(taskManager.write.collect([native, prover]));
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
      const owed = await taskManager.read.owedTo([getAddress(token.address), prover]);
      await mined(taskManager.write.collect([token.address, prover]));
      assert.ok(owed > 0n);
      assert.equal(await token.read.balanceOf([beneficiary]), owed);
      assert.equal(await taskManager.read.owedTo([native, prover]), 0n);
    });

    it("keeps the debt when the token moves nothing and says so", async () => {
      const token = await settledInToken();
      await token.write.setManners([tokenManners.returnsFalse]);
      await reverts(taskManager.write.collect([token.address, prover]), "SafeERC20FailedOperation");
      await token.write.setManners([tokenManners.returnsNothing]);
      await mined(taskManager.write.collect([token.address, prover]));
    });

    it("cannot be entered again from inside the token's transfer, to be paid twice", async () => {
      const token = await settledInToken();
      const args = [token.address, gateway] as const;
      const data = encodeFunctionData({ abi: taskManager.abi, functionName: "collect", args });
      await token.write.setCallback([taskManager.address, data]);
      await reverts(taskManager.write.collect([token.address, prover]), "ReentrancyGuardReentrantCall");
      await token.write.setManners([tokenManners.good]);
    });
  });

  it("does not depend on who settles: a proof sent by anyone credits the claim's prover", async () => {
    const task = await claimedTask();
    await mined(prove(task, await proofOf(task), stranger));
    assert.equal(await taskManager.read.owedTo([native, stranger]), 0n);
    assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
  });
});
