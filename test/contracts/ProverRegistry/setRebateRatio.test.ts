import assert from "node:assert/strict";
import { eventsOf, reverts } from "../support/expect.ts";
import { actors, proverRegistry, rebateRatio, reset } from "../support/world.ts";

const { prover, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;

describe("ProverRegistry.setRebateRatio", () => {
  beforeEach(reset);

  it("sets what gateways get of the rewards, up to everything", async () => {
    assert.equal((await read.prover([prover])).rebateRatio, rebateRatio);
    const events = await eventsOf(write.setRebateRatio([10_000], { account }));
    assert.deepEqual(events, [["RebateRatioSet", { prover, ratio: 10_000 }]]);
    assert.equal((await read.prover([prover])).rebateRatio, 10_000);
  });

  it("refuses more than everything", async () => {
    await reverts(write.setRebateRatio([10_001], { account }), "RatioTooHigh", [10_001]);
  });

  it("is for provers", async () => {
    await reverts(write.setRebateRatio([1], { account: stranger }), "ProverNotRegistered", [stranger]);
  });
});
