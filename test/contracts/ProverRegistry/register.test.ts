import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, reverts } from "../support/expect.ts";
import { actors, nobody, proverRegistry, reset } from "../support/world.ts";

const { prover, operator, stranger, hunter, beneficiary } = actors;
const { read, write } = proverRegistry;

describe("ProverRegistry.register", () => {
  beforeEach(reset);

  it("makes the caller a prover with an operator, a beneficiary and its proof systems", async () => {
    const events = await eventsOf(write.register([hunter, nobody, [0n, 5n, 255n]], { account: stranger }));
    assert.deepEqual(events, [
      ["ProverRegistered", { prover: stranger }],
      ["BeneficiarySet", { prover: stranger, beneficiary: nobody }],
      ["OperatorSet", { prover: stranger, operator: hunter }],
      ["VMTypeAdded", { prover: stranger, vmType: 0n }],
      ["VMTypeAdded", { prover: stranger, vmType: 5n }],
      ["VMTypeAdded", { prover: stranger, vmType: 255n }],
    ]);
    assert.deepEqual(await read.prover([stranger]), {
      stake: 0n,
      collateral: 0n,
      unstaking: 0n,
      unstakeAt: 0,
      rebateRatio: 0,
      registered: true,
      paused: false,
      operator: hunter,
      beneficiary: nobody,
    });
    assert.equal(await read.proverOf([hunter]), stranger);
    for (const vmType of [0n, 5n, 255n]) assert.equal(await read.isVMTypeSupported([stranger, vmType]), true);
    for (const vmType of [1n, 254n, 256n]) assert.equal(await read.isVMTypeSupported([stranger, vmType]), false);
  });

  it("is possible once", async () => {
    const call = write.register([hunter, nobody, []], { account: prover });
    await reverts(call, "ProverAlreadyRegistered", [prover]);
  });

  it("refuses an operator that claims for another prover", async () => {
    await reverts(write.register([operator, stranger, []], { account: stranger }), "OperatorTaken", [operator]);
  });

  it("refuses zero addresses and proof systems that do not fit", async () => {
    await reverts(write.register([zeroAddress, nobody, []], { account: stranger }), "ZeroAddress");
    await reverts(write.register([hunter, zeroAddress, []], { account: stranger }), "ZeroAddress");
    const call = write.register([hunter, nobody, [256n]], { account: stranger });
    await reverts(call, "VMTypeUnsupported", [256n]);
  });

  it("is what everything else needs first", async () => {
    const account = stranger;
    for (const call of [
      () => write.setOperator([hunter], { account }),
      () => write.setBeneficiary([hunter], { account }),
      () => write.setRebateRatio([1], { account }),
      () => write.addVMType([1n], { account }),
      () => write.pause({ account }),
      () => write.resume({ account }),
      () => write.stake({ account, value: 1n }),
      () => write.requestUnstake([1n], { account }),
      () => write.cancelUnstake({ account }),
      () => write.withdraw([stranger], { account }),
    ]) {
      await reverts(call(), "ProverNotRegistered", [stranger]);
    }
    assert.equal((await read.prover([stranger])).registered, false);
    assert.equal((await read.prover([beneficiary])).registered, false);
  });
});
