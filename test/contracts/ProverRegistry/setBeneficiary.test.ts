import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, reverts } from "../support/expect.ts";
import { actors, proverRegistry, reset } from "../support/world.ts";

const { prover, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;

describe("ProverRegistry.setBeneficiary", () => {
  beforeEach(reset);

  it("names the account that rewards are owed to", async () => {
    const events = await eventsOf(write.setBeneficiary([stranger], { account }));
    assert.deepEqual(events, [["BeneficiarySet", { prover, beneficiary: stranger }]]);
    assert.equal((await read.prover([prover])).beneficiary, stranger);
  });

  it("refuses zero: rewards would be nobody's", async () => {
    await reverts(write.setBeneficiary([zeroAddress], { account }), "ZeroAddress");
  });

  it("is for provers", async () => {
    await reverts(write.setBeneficiary([stranger], { account: stranger }), "ProverNotRegistered", [stranger]);
  });
});
