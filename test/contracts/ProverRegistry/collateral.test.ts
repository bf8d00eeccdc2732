import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { actors, proverRegistry, reset, stake, taskManager, testClient } from "../support/world.ts";

const { prover, operator, stranger } = actors;
const { read, write, simulate } = proverRegistry;

describe("Collateral", () => {
  beforeEach(async () => {
    await reset();
    await testClient.impersonateAccount({ address: taskManager.address });
  });
  afterEach(() => testClient.stopImpersonatingAccount({ address: taskManager.address }));

  const account = taskManager.address;
  const lock = (amount: bigint) => write.lockCollateral([operator, amount], { account });

  it("is locked, released and slashed by the TaskManager alone", async () => {
    for (const caller of [stranger, prover, operator]) {
      const options = { account: caller };
      await reverts(write.lockCollateral([operator, 1n], options), "OnlyTaskManager", [caller]);
      await reverts(write.releaseCollateral([prover, 1n], options), "OnlyTaskManager", [caller]);
      await reverts(write.slash([prover, 1n], options), "OnlyTaskManager", [caller]);
    }
  });

  it("names prover and rebate when locked", async () => {
    const locked = await simulate.lockCollateral([operator, 1n], { account });
    assert.deepEqual(locked.result, [prover, 1000]);
  });

  it("can be all of the free stake and not more", async () => {
    await reverts(lock(stake + 1n), "InsufficientFreeStake", [prover, stake, stake + 1n]);
    await mined(lock(stake));
    assert.equal(await read.freeStake([prover]), 0n);
    await reverts(lock(1n), "InsufficientFreeStake", [prover, 0n, 1n]);
    const wraps = 2n ** 96n;
    await reverts(lock(wraps), "InsufficientFreeStake", [prover, 0n, wraps]);
  });

  it("is all that slashing can reach", async () => {
    await mined(lock(10n));
    await assert.rejects(simulate.slash([prover, 11n], { account }));
    const events = await eventsOf(write.slash([prover, 10n], { account }));
    assert.deepEqual(events, [["StakeSlashed", { prover, amount: 10n, stake: stake - 10n }]]);
    assert.equal(await read.freeStake([prover]), stake - 10n);
  });

  it("cannot be released twice", async () => {
    await mined(lock(10n));
    await mined(write.releaseCollateral([prover, 10n], { account }));
    await assert.rejects(simulate.releaseCollateral([prover, 1n], { account }));
  });
});
