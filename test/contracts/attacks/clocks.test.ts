import assert from "node:assert/strict";
import { mined, reverts } from "../support/expect.ts";
import { assertSolvent, claim, claimedTask, proofOf, prove, state, submitTask } from "../support/tasks.ts";
import {
  actors,
  nextBlockAt,
  now,
  proverRegistry,
  publicClient,
  reset,
  stake,
  taskManager,
  terms,
  testClient,
} from "../support/world.ts";

const { prover } = actors;

describe("Attack: blocks mistaken for time", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("many blocks within a claim's time end no claim, no task and no delay", async () => {
    const task = await claimedTask();
    await mined(proverRegistry.write.requestUnstake([stake / 2n], { account: prover }));
    await mineBlocks(50); // IoTeX makes 24 in the 60 seconds of a claim, Ethereum 5
    assert.ok((await now()) < (await taskManager.read.claimOf([task.id]))[1]);
    await reverts(taskManager.write.expire(task.key), "ClaimNotExpired");
    await reverts(proverRegistry.write.withdraw([prover], { account: prover }), "UnstakeNotReady");
    await mined(prove(task, await proofOf(task)));
  });

  it("one block, long after the last, ends all of them", async () => {
    const [late, open] = [await claimedTask(1n), await submitTask(2n)];
    await mined(proverRegistry.write.requestUnstake([stake / 2n], { account: prover }));
    await nextBlockAt((await now()) + 7 * 86_400);
    await mined(taskManager.write.expire(late.key));
    await mined(taskManager.write.refund(open.key));
    await mined(proverRegistry.write.withdraw([prover], { account: prover }));
  });

  it("each limit is exact to the second, and belongs to one side only", async () => {
    const task = await submitTask();
    await nextBlockAt(task.deadline - terms.claimSeconds);
    await mined(claim(task)); // the last second in which it can be claimed
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    assert.equal(claimDeadline, task.deadline);

    await nextBlockAt(claimDeadline);
    await testClient.mine({ blocks: 1 }); // the last second of the proof
    await reverts(taskManager.simulate.expire(task.key, { blockTag: "latest" }), "ClaimNotExpired");
    await nextBlockAt(claimDeadline + 1);
    await mined(taskManager.write.expire(task.key)); // the first second of the expiry, and of the refund
    await mined(taskManager.write.refund(task.key));
    assert.equal(await taskManager.read.stateOf([task.id]), state.refunded);
  });

  it("a reward depends on the seconds between submission and claim, not on blocks, nor on when it is proven", async () => {
    const task = await submitTask();
    await mineBlocks(40);
    await nextBlockAt(task.submittedAt + 50);
    await mined(claim(task));
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(claimDeadline);
    const { logs } = await mined(prove(task, await proofOf(task)));
    assert.ok(logs.length > 0);
    const half = (terms.minReward + terms.maxReward) / 2n;
    const owed = (await taskManager.getEvents.ResultRecorded()).at(-1)!.args;
    assert.equal(owed.proverAmount! + owed.gatewayAmount!, half);
  });

  /** Mines blocks a second apart, which is as fast as the test's chain goes. */
  async function mineBlocks(blocks: number): Promise<void> {
    const [height, time] = [await publicClient.getBlockNumber({ cacheTime: 0 }), await now()];
    await testClient.mine({ blocks, interval: 1 });
    assert.equal(await publicClient.getBlockNumber({ cacheTime: 0 }), height + BigInt(blocks));
    assert.ok((await now()) - time <= blocks);
  }
});
