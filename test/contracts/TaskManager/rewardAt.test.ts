import assert from "node:assert/strict";
import { type OfferRewards, rewardAt } from "../../../node/protocol/task.ts";
import { mined } from "../support/expect.ts";
import { submitTask } from "../support/tasks.ts";
import { actors, projectId, projectRegistry, reset, taskManager, terms } from "../support/world.ts";

describe("TaskManager.rewardAt", () => {
  beforeEach(reset);

  /** Both implementations, which must agree. */
  async function rewards(range: OfferRewards, ...seconds: number[]): Promise<bigint[]> {
    await mined(projectRegistry.write.setRewardTerms([projectId, { ...terms, ...range }], { account: actors.owner }));
    const { key, submittedAt } = await submitTask();
    const times = seconds.map((second) => submittedAt + second);
    const onChain = await Promise.all(times.map((time) => taskManager.read.rewardAt([...key, BigInt(time)])));
    assert.deepEqual(
      onChain,
      times.map((time) => rewardAt(range, submittedAt, time)),
    );
    return onChain;
  }

  it("rises in a straight line from floor to ceiling, and stays there", async () => {
    const range = { minReward: 1000n, maxReward: 2000n, rampSeconds: 10 };
    assert.deepEqual(await rewards(range, 0, 1, 5, 9, 10, 11, 1e6), [1000n, 1100n, 1500n, 1900n, 2000n, 2000n, 2000n]);
  });

  it("is rounded down", async () => {
    assert.deepEqual(await rewards({ minReward: 0n, maxReward: 10n, rampSeconds: 3 }, 1, 2, 3), [3n, 6n, 10n]);
  });

  it("is the ceiling from the start where there is no ramp", async () => {
    assert.deepEqual(await rewards({ minReward: 1n, maxReward: 9n, rampSeconds: 0 }, 0, 1), [9n, 9n]);
  });

  it("is the floor before the submission", async () => {
    assert.deepEqual(await rewards({ minReward: 1n, maxReward: 9n, rampSeconds: 5 }, -1), [1n]);
  });
});
