import assert from "node:assert/strict";
import { parseEther } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, claimedTask } from "../support/tasks.ts";
import { actors, nextBlockAt, now, proverRegistry, reset, stake, terms } from "../support/world.ts";

const { prover, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;
const week = 7 * 86_400;
const some = parseEther("30");

describe("ProverRegistry.requestUnstake", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("takes stake out of use at once and lets it go after a week", async () => {
    const time = (await now()) + 10;
    await nextBlockAt(time);
    const availableAt = time + week;
    const events = await eventsOf(write.requestUnstake([some], { account }));
    assert.deepEqual(events, [["UnstakeRequested", { prover, amount: some, availableAt: BigInt(availableAt) }]]);
    assert.equal(await read.freeStake([prover]), stake - some);
    const { unstaking, unstakeAt, stake: total } = await read.prover([prover]);
    assert.deepEqual([unstaking, unstakeAt, total], [some, availableAt, stake]);
  });

  it("adds to an earlier request and starts the delay anew", async () => {
    await mined(write.requestUnstake([some], { account }));
    const time = (await now()) + week - 1;
    await nextBlockAt(time);
    await mined(write.requestUnstake([1n], { account }));
    const { unstaking, unstakeAt } = await read.prover([prover]);
    assert.deepEqual([unstaking, unstakeAt], [some + 1n, time + week]);
  });

  it("cannot take collateral of an open claim, nor more than there is", async () => {
    await claimedTask();
    const free = stake - terms.collateral;
    const call = write.requestUnstake([free + 1n], { account });
    await reverts(call, "InsufficientFreeStake", [prover, free, free + 1n]);
    await mined(write.requestUnstake([free], { account }));
  });

  it("refuses nothing", async () => {
    await reverts(write.requestUnstake([0n], { account }), "ZeroAmount");
  });

  it("is for provers", async () => {
    await reverts(write.requestUnstake([some], { account: stranger }), "ProverNotRegistered", [stranger]);
  });
});
