import assert from "node:assert/strict";
import { parseEther } from "viem";
import { eventsOf, reverts } from "../support/expect.ts";
import { assertSolvent } from "../support/tasks.ts";
import { actors, proverRegistry, reset, stake } from "../support/world.ts";

const { prover, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;
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

  it("is for provers", async () => {
    await reverts(write.stake({ account: stranger, value: some }), "ProverNotRegistered", [stranger]);
  });
});
