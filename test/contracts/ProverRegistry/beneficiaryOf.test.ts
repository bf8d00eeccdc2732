import assert from "node:assert/strict";
import { actors, proverRegistry } from "../support/world.ts";

const { prover, beneficiary, stranger } = actors;
const { read } = proverRegistry;

describe("ProverRegistry.beneficiaryOf", () => {
  it("is a prover's beneficiary, and for everybody else the account itself", async () => {
    assert.equal(await read.beneficiaryOf([prover]), beneficiary);
    assert.equal(await read.beneficiaryOf([stranger]), stranger);
  });
});
