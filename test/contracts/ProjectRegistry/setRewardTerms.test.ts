import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { actors, nobody, projectId, projectRegistry, reset, terms } from "../support/world.ts";

const account = actors.owner;
const day = 86_400;

describe("ProjectRegistry.setRewardTerms", () => {
  beforeEach(reset);

  const set = (changes: Partial<typeof terms>) =>
    projectRegistry.write.setRewardTerms([projectId, { ...terms, ...changes }], { account });

  it("sets what tasks pay from now on, keeping every field apart", async () => {
    const largest = {
      token: nobody,
      minReward: 2n ** 96n - 2n,
      maxReward: 2n ** 96n - 1n,
      rampSeconds: 2 ** 32 - 1,
      collateral: 2n ** 96n - 3n,
      claimSeconds: day,
      lifeSeconds: 30 * day,
      redundancy: 8,
    };
    const events = await eventsOf(set(largest));
    assert.deepEqual(events, [["RewardTermsSet", { projectId, terms: largest }]]);
    assert.deepEqual(await projectRegistry.read.rewardTerms([projectId]), largest);
    assert.equal(await projectRegistry.read.isPaused([projectId]), false);
  });

  it("refuses terms that cannot hold or that block money or tasks for long", async () => {
    for (const changes of [
      { minReward: 2n, maxReward: 1n },
      { claimSeconds: 0 },
      { claimSeconds: day + 1, lifeSeconds: 30 * day },
      { claimSeconds: 61, lifeSeconds: 60 },
      { lifeSeconds: 30 * day + 1 },
      { redundancy: 0 },
      { redundancy: 9 },
    ]) {
      await reverts(set(changes), "InvalidTerms");
    }
  });

  it("allows a task that can only be claimed at once, and rewards of zero", async () => {
    await mined(set({ claimSeconds: 60, lifeSeconds: 60, minReward: 0n, maxReward: 0n }));
  });
});
