import assert from "node:assert/strict";
import { parseEther } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent } from "../support/tasks.ts";
import { actors, proverRegistry, reset, stake } from "../support/world.ts";

const { prover, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;
const some = parseEther("30");

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

  it("is for provers", async () => {
    await reverts(write.cancelUnstake({ account: stranger }), "ProverNotRegistered", [stranger]);
  });
});
