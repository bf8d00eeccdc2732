import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { actors, proverRegistry, rebateRatio, reset } from "../support/world.ts";

const { prover, operator, beneficiary, rival, stranger } = actors;
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
});

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
});

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
});

describe("ProverRegistry.activeProvers", () => {
  beforeEach(reset);
  const active = (...vmTypes: bigint[]) => Promise.all(vmTypes.map((vmType) => read.activeProvers([vmType])));

  it("counts who supports the VM type, each once", async () => {
    assert.deepEqual(await active(5n, 7n, 255n), [2n, 0n, 0n]);
    await mined(write.addVMType([7n], { account }));
    await mined(write.addVMType([7n], { account }));
    await mined(write.addVMType([255n], { account }));
    assert.deepEqual(await active(5n, 7n, 255n), [2n, 1n, 1n]);
    await mined(write.deleteVMType([7n], { account }));
    assert.deepEqual(await active(5n, 7n, 255n), [2n, 0n, 1n]);
  });

  it("leaves out who is paused, whatever it adds or takes away meanwhile", async () => {
    await mined(write.addVMType([255n], { account }));
    await mined(write.pause({ account }));
    assert.deepEqual(await active(5n, 7n, 255n), [1n, 0n, 0n]);
    await mined(write.addVMType([7n], { account }));
    await mined(write.deleteVMType([5n], { account }));
    assert.deepEqual(await active(5n, 7n, 255n), [1n, 0n, 0n]);
    await mined(write.resume({ account }));
    assert.deepEqual(await active(5n, 7n, 255n), [1n, 1n, 1n]);
  });
});

describe("ProverRegistry.beneficiaryOf", () => {
  it("is a prover's beneficiary, and for everybody else the account itself", async () => {
    assert.equal(await read.beneficiaryOf([prover]), beneficiary);
    assert.equal(await read.beneficiaryOf([stranger]), stranger);
  });
});

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
});
