import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import type { Offer } from "../../../indexer/model/offer.ts";
import type { Task } from "../../../indexer/model/task.ts";
import { type ClaimRules, gasOfClaims, type PassedTask, planClaims } from "../../../node/prover/claim-batches.ts";

const offer = { id: zeroAddress, redundancy: 1 } as Offer;
const rules: ClaimRules = { claimBatchMax: 4, claimWaitMs: 150, coming: () => 1, busyMs: 0 };
const passed = (waitedMs = 0, change: Partial<Offer> = {}): PassedTask => ({
  ...{ task: {} as Task, offer: { ...offer, ...change }, waitedMs },
  program: { programId: "0x01", vmTypeID: 5, codeHash: "0x02", codeExpParam: "" },
});
const plan = (tasks: PassedTask[], change: Partial<ClaimRules> = {}) => {
  const { batches, nextMs } = planClaims(tasks, { ...rules, ...change });
  return { sizes: batches.map(({ tasks }) => tasks.length), nextMs };
};

describe("which tasks are claimed together", () => {
  it("claims a task at once that nobody will join", () => {
    assert.deepEqual(plan([passed()], { coming: () => 0 }), { sizes: [1], nextMs: undefined });
  });

  it("lets one wait for others that are being looked at, for claimWaitMs at most", () => {
    assert.deepEqual(plan([passed(50), passed(10)]), { sizes: [], nextMs: 100 });
    assert.deepEqual(plan([passed(150), passed(10)]), { sizes: [2], nextMs: undefined });
    assert.deepEqual(plan([passed(50), passed(10)], { coming: () => 0 }), { sizes: [2], nextMs: undefined });
  });

  it("lets it wait longer while the pool has work for long: a quarter of that time, up to a second", () => {
    assert.deepEqual(plan([passed(150)], { busyMs: 2_000 }), { sizes: [], nextMs: 350 });
    assert.deepEqual(plan([passed(500)], { busyMs: 2_000 }), { sizes: [1], nextMs: undefined });
    assert.deepEqual(plan([passed(150)], { busyMs: 60_000, coming: () => 0 }), { sizes: [], nextMs: 850 });
  });

  it("claims full batches at once and lets the rest wait", () => {
    assert.deepEqual(plan([0, 1, 2, 3, 4].map(() => passed())), { sizes: [4], nextMs: 150 });
  });

  it("keeps offers apart", () => {
    const id = "0x00000000000000000000000000000000000000cc";
    assert.deepEqual(plan([passed(), passed(0, { id })], { coming: () => 0 }).sizes, [1, 1]);
  });

  it("claims alone what needs several results, and all if batches are turned off", () => {
    assert.deepEqual(plan([0, 1].map(() => passed(0, { redundancy: 2 }))).sizes, [1, 1]);
    assert.deepEqual(plan([passed(), passed()], { claimBatchMax: 1 }).sizes, [1, 1]);
  });

  it("makes no transaction larger than chains take: 2^24 gas with a fifth on top, 48 kB of data", () => {
    const most = 128; // of --claim-batch-max
    assert.ok((gasOfClaims(offer, most) * 12n) / 10n < 2n ** 24n);
    assert.ok(68 + 32 + most * 4 * 32 < 48_000);
  });
});
