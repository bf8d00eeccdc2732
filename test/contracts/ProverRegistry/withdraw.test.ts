import assert from "node:assert/strict";
import { parseEther, zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent } from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  deviceRegistry,
  nextBlockAt,
  nobody,
  proverRegistry,
  reset,
  stake,
} from "../support/world.ts";

const { prover, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;
const some = parseEther("30");

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

  it("is for provers", async () => {
    await reverts(write.withdraw([stranger], { account: stranger }), "ProverNotRegistered", [stranger]);
  });
});
