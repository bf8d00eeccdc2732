import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { actors, proverRegistry, reset } from "../support/world.ts";

const { prover, operator, rival, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;

describe("ProverRegistry.setOperator", () => {
  beforeEach(reset);

  it("hands claiming to another key and frees the former", async () => {
    const events = await eventsOf(write.setOperator([stranger], { account }));
    assert.deepEqual(events, [["OperatorSet", { prover, operator: stranger }]]);
    assert.equal(await read.proverOf([stranger]), prover);
    assert.equal(await read.proverOf([operator]), zeroAddress);
    assert.equal((await read.prover([prover])).operator, stranger);
    await mined(write.setOperator([operator], { account: rival }));
    assert.equal(await read.proverOf([operator]), rival);
  });

  it("may name the prover itself", async () => {
    await mined(write.setOperator([prover], { account }));
    assert.equal(await read.proverOf([prover]), prover);
  });

  it("refuses a key that claims for another prover, and zero", async () => {
    await reverts(write.setOperator([rival], { account }), "OperatorTaken", [rival]);
    await reverts(write.setOperator([zeroAddress], { account }), "ZeroAddress");
  });

  it("is the prover's, not the operator's", async () => {
    await reverts(write.setOperator([stranger], { account: operator }), "ProverNotRegistered", [operator]);
  });
});
