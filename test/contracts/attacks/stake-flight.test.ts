import assert from "node:assert/strict";
import { parseEther } from "viem";
import { mined, reverts } from "../support/expect.ts";
import { assertSolvent, claim, claimedTask, state, submitTask } from "../support/tasks.ts";
import {
  actors,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, operator, rival, hunter, stranger } = actors;
const account = prover;
const week = 7 * 86_400;

describe("Attack: stake withdrawn from under a claim", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  const expireLate = async (task: Awaited<ReturnType<typeof submitTask>>) => {
    await nextBlockAt(Math.max((await taskManager.read.claimOf([task.id]))[1], await now()) + 1);
    await mined(taskManager.write.expire(task.key, { account: hunter }));
  };

  it("takes what is free and not the collateral, which is slashed after the rest is gone", async () => {
    const task = await claimedTask();
    const free = stake - terms.collateral;
    await reverts(proverRegistry.write.requestUnstake([stake], { account }), "InsufficientFreeStake");
    await mined(proverRegistry.write.requestUnstake([free], { account }));
    await nextBlockAt((await now()) + week);
    await mined(proverRegistry.write.withdraw([prover], { account }));
    assert.equal((await proverRegistry.read.prover([prover])).stake, terms.collateral);
    await expireLate(task);
    assert.equal((await proverRegistry.read.prover([prover])).stake, 0n);
  });

  it("backs no claim once it was asked back, though it has not left yet", async () => {
    const task = await submitTask();
    await mined(proverRegistry.write.requestUnstake([stake - terms.collateral + 1n], { account }));
    await reverts(claim(task), "InsufficientFreeStake", [prover, terms.collateral - 1n, terms.collateral]);
    await mined(proverRegistry.write.cancelUnstake({ account }));
    await mined(claim(task));
  });

  it("asked back before and during claims, in any order, is counted once", async () => {
    await mined(proverRegistry.write.requestUnstake([stake / 2n], { account }));
    const task = await claimedTask();
    await mined(proverRegistry.write.requestUnstake([stake / 2n - terms.collateral], { account }));
    await reverts(proverRegistry.write.requestUnstake([1n], { account }), "InsufficientFreeStake", [prover, 0n, 1n]);
    await mined(proverRegistry.write.cancelUnstake({ account }));
    await expireLate(task);
    assert.equal((await proverRegistry.read.prover([prover])).stake, stake - terms.collateral);
    assert.equal(await proverRegistry.read.freeStake([prover]), stake - terms.collateral);
  });

  it("leaves later than any claim can last", async () => {
    const delay = BigInt(await proverRegistry.read.UNSTAKE_DELAY());
    assert.ok(delay > BigInt(await projectRegistry.read.MAX_CLAIM_SECONDS()));
    const longest = { ...terms, claimSeconds: 86_400, lifeSeconds: 2 * 86_400 };
    await mined(projectRegistry.write.setRewardTerms([projectId, longest], { account: owner }));
    const task = await claimedTask();
    await mined(proverRegistry.write.requestUnstake([stake - terms.collateral], { account }));
    await expireLate(task);
    await reverts(proverRegistry.write.withdraw([prover], { account }), "UnstakeNotReady");
  });

  it("is not freed by pausing, changing the operator, the beneficiary or the VM types", async () => {
    const task = await claimedTask();
    await mined(proverRegistry.write.setOperator([stranger], { account }));
    await mined(proverRegistry.write.setBeneficiary([stranger], { account }));
    await mined(proverRegistry.write.deleteVMType([5n], { account }));
    await mined(proverRegistry.write.pause({ account }));
    await expireLate(task);
    assert.equal((await proverRegistry.read.prover([prover])).stake, stake - terms.collateral);
    assert.equal(await taskManager.read.stateOf([task.id]), state.open);
  });

  it("is not reached through the operator's key: it claims and can do nothing else", async () => {
    for (const call of [
      proverRegistry.write.requestUnstake([1n], { account: operator }),
      proverRegistry.write.withdraw([operator], { account: operator }),
      proverRegistry.write.setBeneficiary([operator], { account: operator }),
      proverRegistry.write.setOperator([operator], { account: operator }),
      proverRegistry.write.pause({ account: operator }),
    ]) {
      await reverts(call, "ProverNotRegistered", [operator]);
    }
  });

  it("cannot be taken by one claim from another's, nor by another prover's late claim", async () => {
    const [mine, theirs] = [await claimedTask(1n), await submitTask(2n)];
    await mined(claim(theirs, rival));
    await expireLate(theirs);
    assert.equal((await proverRegistry.read.prover([rival])).stake, stake - terms.collateral);
    assert.equal((await proverRegistry.read.prover([prover])).stake, stake);
    await reverts(taskManager.write.expire(theirs.key, { account: hunter }), "TaskNotClaimed");
    await expireLate(mine);
    assert.equal((await proverRegistry.read.prover([prover])).stake, stake - terms.collateral);
  });

  it("is not locked twice in one second by claims that together want more than there is", async () => {
    const dear = { ...terms, collateral: parseEther("60") };
    await mined(projectRegistry.write.setRewardTerms([projectId, dear], { account: owner }));
    const [one, two] = [await submitTask(1n), await submitTask(2n)];
    const batch = taskManager.write.claimBatch([one.key[0], [one.key[1], two.key[1]]], { account: operator });
    await reverts(batch, "InsufficientFreeStake", [prover, stake, 2n * dear.collateral]);
    await mined(claim(one));
    await reverts(claim(two), "InsufficientFreeStake", [prover, parseEther("40"), dear.collateral]);
  });
});
