import assert from "node:assert/strict";
import { parseEther, zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, claimedTask } from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  deviceRegistry,
  nextBlockAt,
  nobody,
  now,
  proverRegistry,
  reset,
  stake,
  terms,
} from "../support/world.ts";

const { prover } = actors;
const account = prover;
const { read, write } = proverRegistry;
const week = 7 * 86_400;
const some = parseEther("30");

describe("ProverRegistry.stake", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("adds IOTX that claims can lock", async () => {
    const events = await eventsOf(write.stake({ account, value: some }));
    assert.deepEqual(events, [["Staked", { prover, amount: some, stake: stake + some }]]);
    assert.equal(await read.freeStake([prover]), stake + some);
  });

  it("refuses nothing", async () => {
    await reverts(write.stake({ account }), "ZeroAmount");
  });
});

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
});

describe("ProverRegistry.cancelUnstake", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("puts the stake back to use", async () => {
    await mined(write.requestUnstake([some], { account }));
    assert.deepEqual(await eventsOf(write.cancelUnstake({ account })), [
      ["UnstakeCancelled", { prover, amount: some }],
    ]);
    assert.equal(await read.freeStake([prover]), stake);
    const { unstaking, unstakeAt } = await read.prover([prover]);
    assert.deepEqual([unstaking, unstakeAt], [0n, 0]);
  });

  it("refuses when nothing was asked back", async () => {
    await reverts(write.cancelUnstake({ account }), "NothingToUnstake");
  });
});

describe("ProverRegistry.withdraw", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  async function requested(): Promise<number> {
    await mined(write.requestUnstake([some], { account }));
    return (await read.prover([prover])).unstakeAt;
  }

  it("pays out what was asked back, to whom the prover says", async () => {
    await nextBlockAt(await requested());
    const events = await eventsOf(write.withdraw([nobody], { account }));
    assert.deepEqual(events, [["StakeWithdrawn", { prover, amount: some, stake: stake - some }]]);
    assert.equal(await balanceOf(nobody), some);
    const { unstaking, unstakeAt } = await read.prover([prover]);
    assert.deepEqual([unstaking, unstakeAt], [0n, 0]);
  });

  it("is refused until the delay has passed", async () => {
    const availableAt = await requested();
    await nextBlockAt(availableAt - 1);
    await reverts(write.withdraw([nobody], { account }), "UnstakeNotReady", [BigInt(availableAt)]);
  });

  it("pays once", async () => {
    await nextBlockAt(await requested());
    await mined(write.withdraw([nobody], { account }));
    await reverts(write.withdraw([nobody], { account }), "NothingToUnstake");
  });

  it("refuses zero and receivers that refuse, and keeps the stake then", async () => {
    await nextBlockAt(await requested());
    await reverts(write.withdraw([zeroAddress], { account }), "ZeroAddress");
    await reverts(write.withdraw([deviceRegistry.address], { account }), "TransferFailed");
    assert.equal((await read.prover([prover])).unstaking, some);
  });
});
