import assert from "node:assert/strict";
import type { Address } from "viem";
import { mined, reverts } from "../support/expect.ts";
import { deployMockToken, tokenManners } from "../support/mocks.ts";
import { assertSolvent, claim, proofOf, prove, submitTask } from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  taskManager,
  terms,
} from "../support/world.ts";
import { nobody } from "../support/world.ts";

const { owner, prover, gateway, beneficiary } = actors;
const amount = 1_000n;

describe("Attack: a token with bad manners", () => {
  let token: Awaited<ReturnType<typeof deployMockToken>>;

  beforeEach(async () => {
    await reset();
    token = await deployMockToken();
    await token.write.mint([owner, 10n * amount]);
    await token.write.approve([taskManager.address, 10n * amount], { account: owner });
  });

  const deposit = () => taskManager.write.deposit([projectId, token.address, amount], { account: owner });
  const escrowed = () => taskManager.read.escrowOf([projectId, token.address]);

  /** Pays prover and gateway of one task in the token: 700 and 300 of its units. */
  async function earn(): Promise<void> {
    const inToken = { ...terms, token: token.address, minReward: amount, maxReward: amount };
    await mined(projectRegistry.write.setRewardTerms([projectId, inToken], { account: owner }));
    await mined(proverRegistry.write.setRebateRatio([3000], { account: prover }));
    await mined(deposit());
    const task = await submitTask();
    await mined(claim(task));
    await mined(prove(task, await proofOf(task)));
  }

  describe("that returns false and moves nothing", () => {
    it("is credited nothing", async () => {
      await token.write.setManners([tokenManners.returnsFalse]);
      await reverts(deposit(), "SafeERC20FailedOperation", [token.address]);
      assert.equal(await escrowed(), 0n);
      await assertSolvent();
    });

    it("keeps its debts: what did not leave is still owed", async () => {
      await earn();
      await mined(deposit());
      await token.write.setManners([tokenManners.returnsFalse]);
      await reverts(taskManager.write.collect([token.address, prover]), "SafeERC20FailedOperation", [token.address]);
      const withdraw = taskManager.write.withdraw([projectId, token.address, amount, owner], { account: owner });
      await reverts(withdraw, "SafeERC20FailedOperation", [token.address]);
      assert.equal(await taskManager.read.owedTo([token.address, prover]), 700n);
      assert.equal(await escrowed(), amount);
      await assertSolvent();
    });
  });

  describe("that returns nothing, as USDT", () => {
    it("works as any other", async () => {
      await token.write.setManners([tokenManners.returnsNothing]);
      await earn();
      await mined(taskManager.write.collect([token.address, prover]));
      assert.equal(await token.read.balanceOf([beneficiary]), 700n);
      await assertSolvent();
    });
  });

  describe("that takes a fee", () => {
    it("is refused, by what arrived", async () => {
      await token.write.setManners([tokenManners.takesFee]);
      await reverts(deposit(), "WrongAmount", [amount, (amount * 99n) / 100n]);
      await assertSolvent();
    });

    it("that begins to take it later takes it from whoever is paid, and from nobody else", async () => {
      await earn();
      await token.write.setManners([tokenManners.takesFee]);
      await mined(taskManager.write.collect([token.address, prover]));
      assert.equal(await token.read.balanceOf([beneficiary]), 693n);
      assert.equal(await taskManager.read.owedTo([token.address, gateway]), 300n);
      await assertSolvent();
    });
  });

  describe("that is none", () => {
    const depositOf = (address: Address, value = 1n) =>
      taskManager.simulate.deposit([projectId, address, value], { account: owner });

    it("an address without code is refused", async () => {
      await assert.rejects(depositOf(nobody));
    });

    it("the contracts themselves are refused", async () => {
      for (const { address } of [taskManager, proverRegistry]) await assert.rejects(depositOf(address));
    });
  });

  it("stays apart from all others: whatever it does, it moves no IOTX and no other token", async () => {
    await earn();
    const other = await deployMockToken();
    await other.write.mint([owner, amount]);
    await other.write.approve([taskManager.address, amount], { account: owner });
    await mined(taskManager.write.deposit([projectId, other.address, amount], { account: owner }));
    for (const [paidIn, held] of [
      [native, escrow],
      [other.address, amount],
      [token.address, 0n],
    ] as const) {
      assert.equal(await taskManager.read.escrowOf([projectId, paidIn]), held);
    }
    const call = taskManager.write.withdraw([projectId, token.address, 1n, owner], { account: owner });
    await reverts(call, "InsufficientEscrow", [projectId, token.address, 0n, 1n]);
    await assertSolvent();
  });

  it("sent to the contract outright is nobody's, and upsets nothing", async () => {
    await earn();
    await token.write.transfer([taskManager.address, 5n], { account: owner });
    await mined(deposit());
    assert.equal(await escrowed(), amount);
    await mined(taskManager.write.withdraw([projectId, token.address, amount, owner], { account: owner }));
    await mined(taskManager.write.collect([token.address, prover]));
    await mined(taskManager.write.collect([token.address, gateway]));
    assert.equal(await token.read.balanceOf([taskManager.address]), 5n);
  });
});
