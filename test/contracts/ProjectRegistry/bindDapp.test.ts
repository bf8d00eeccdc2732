import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { actors, nobody, projectId, projectRegistry, reset } from "../support/world.ts";

const { owner } = actors;

describe("ProjectRegistry.bindDapp", () => {
  beforeEach(reset);

  const bind = (dapp: `0x${string}`, gas: number) =>
    projectRegistry.write.bindDapp([projectId, dapp, gas], { account: owner });

  it("binds the contract that receives the results, with the gas it may use", async () => {
    const events = await eventsOf(bind(nobody, 2_000_000));
    assert.deepEqual(events, [
      ["DappBound", { projectId, operator: owner, dapp: nobody }],
      ["DappGasSet", { projectId, callbackGas: 2_000_000 }],
    ]);
    assert.deepEqual(await projectRegistry.read.dapp([projectId]), [nobody, 2_000_000]);
  });

  it("unbinds it", async () => {
    await mined(bind(nobody, 1));
    await mined(bind(zeroAddress, 0));
    assert.deepEqual(await projectRegistry.read.dapp([projectId]), [zeroAddress, 0]);
  });

  it("refuses more gas than settling a task should ever need", async () => {
    await reverts(bind(nobody, 2_000_001), "CallbackGasTooHigh", [2_000_001, 2_000_000]);
  });
});
