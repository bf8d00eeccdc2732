import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { actors, proverRegistry, reset } from "../support/world.ts";

const { prover, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;

describe("ProverRegistry.pause and resume", () => {
  beforeEach(reset);

  it("stop a prover's claims and allow them again", async () => {
    assert.deepEqual(await eventsOf(write.pause({ account })), [["ProverPaused", { prover }]]);
    assert.equal((await read.prover([prover])).paused, true);
    assert.deepEqual(await eventsOf(write.resume({ account })), [["ProverResumed", { prover }]]);
    assert.equal((await read.prover([prover])).paused, false);
  });

  it("refuse to do what is done already", async () => {
    await reverts(write.resume({ account }), "ProverNotPaused", [prover]);
    await mined(write.pause({ account }));
    await reverts(write.pause({ account }), "ProverIsPaused", [prover]);
  });

  it("are for provers", async () => {
    await reverts(write.pause({ account: stranger }), "ProverNotRegistered", [stranger]);
    await reverts(write.resume({ account: stranger }), "ProverNotRegistered", [stranger]);
  });
});
