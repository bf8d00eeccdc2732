import assert from "node:assert/strict";
import { eventsOf, reverts } from "../support/expect.ts";
import { actors, proverRegistry, reset } from "../support/world.ts";

const { prover, stranger } = actors;
const account = prover;
const { read, write } = proverRegistry;

describe("ProverRegistry.addVMType and deleteVMType", () => {
  beforeEach(reset);

  it("change which proof systems a prover supports", async () => {
    assert.deepEqual(await eventsOf(write.addVMType([7n], { account })), [["VMTypeAdded", { prover, vmType: 7n }]]);
    assert.equal(await read.isVMTypeSupported([prover, 7n]), true);
    assert.deepEqual(await eventsOf(write.deleteVMType([7n], { account })), [
      ["VMTypeDeleted", { prover, vmType: 7n }],
    ]);
    assert.equal(await read.isVMTypeSupported([prover, 7n]), false);
    assert.equal(await read.isVMTypeSupported([prover, 5n]), true);
  });

  it("refuse types that do not fit, or that were not there", async () => {
    await reverts(write.addVMType([256n], { account }), "VMTypeUnsupported", [256n]);
    await reverts(write.deleteVMType([7n], { account }), "VMTypeUnsupported", [7n]);
    await reverts(write.deleteVMType([5n + 256n], { account }), "VMTypeUnsupported", [261n]);
  });

  it("are for provers", async () => {
    await reverts(write.addVMType([7n], { account: stranger }), "ProverNotRegistered", [stranger]);
    await reverts(write.deleteVMType([5n], { account: stranger }), "ProverNotRegistered", [stranger]);
  });
});
