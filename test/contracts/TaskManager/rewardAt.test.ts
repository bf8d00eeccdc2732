import assert from "node:assert/strict";
import { rewardAt, type TaskSpec } from "../../../node/protocol/task.ts";
import { submitTask } from "../support/tasks.ts";
import { reset, taskManager } from "../support/world.ts";

const max96 = 2n ** 96n - 1n;

describe("TaskManager.rewardAt", () => {
  let spec: TaskSpec;

  before(async () => {
    await reset();
    ({ spec } = await submitTask());
  });

  /** Both implementations, which must agree. */
  async function rewards(changes: Partial<TaskSpec>, ...seconds: number[]): Promise<bigint[]> {
    const changed = { ...spec, ...changes };
    const times = seconds.map((second) => spec.submittedAt + second);
    const onChain = await Promise.all(times.map((time) => taskManager.read.rewardAt([changed, BigInt(time)])));
    assert.deepEqual(
      onChain,
      times.map((time) => rewardAt(changed, time)),
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

  it("does not overflow at the largest amounts and the longest ramp", async () => {
    const largest = { minReward: 0n, maxReward: max96, rampSeconds: 2 ** 32 - 1 };
    const [half, full] = await rewards(largest, 2 ** 31, 2 ** 32 - 1);
    assert.ok(half! > max96 / 2n && half! < max96);
    assert.equal(full, max96);
    assert.deepEqual(await rewards({ ...largest, minReward: max96 }, 0, 2 ** 31), [max96, max96]);
  });
});
