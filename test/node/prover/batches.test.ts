import assert from "node:assert/strict";
import { type Address, type Hex, zeroAddress } from "viem";
import type { Offer } from "../../../indexer/model/offer.ts";
import { type BatchRules, planBatches, type ReadyProof } from "../../../node/prover/batches.ts";
import { freshJob, type Job } from "../../../node/prover/jobs.ts";

const batchVerifier: Address = "0x00000000000000000000000000000000000000aa";
const offer: Offer = {
  ...{ id: "0x00000000000000000000000000000000000000bb", projectId: "1", version: "v1", verifier: batchVerifier },
  ...{ vmType: 5, binding: 0, programId: `0x${"01".repeat(32)}`, token: zeroAddress, minReward: 1n, maxReward: 1n },
  ...{
    rampSeconds: 0,
    collateral: 0n,
    claimSeconds: 120,
    lifeSeconds: 3_600,
    redundancy: 1,
    dapp: null,
    callbackGas: 0,
  },
};
const rules: BatchRules = { batchVerifier, batchMax: 4, batchWaitMs: 2_000, coming: () => 1 };
let count = 0;
function ready(change: Partial<Omit<ReadyProof, "job">> = {}, jobChange: Partial<Job> = {}): ReadyProof {
  const hash: Hex = `0x${String(count++).padStart(64, "0")}`;
  const job: Job = {
    ...{ ...freshJob, taskId: hash, prover: zeroAddress, state: "proved", offer: offer.id as Address, collateral: 0n },
    ...{ task: { gateway: zeroAddress, submittedAt: 1, inputHash: hash, dataHash: hash }, deadline: 3_601, claims: 0 },
    ...{ round: 0, program: null, journal: `0x${"00".repeat(96)}` as const, proof: `0x${"00".repeat(256)}` as const },
    ...jobChange,
  };
  return { job, offer, waitedMs: 0, leftMs: 110_000, ...change };
}
const sizes = (proofs: ReadyProof[], change: Partial<BatchRules> = {}) =>
  planBatches(proofs, { ...rules, ...change }).batches.map(({ jobs }) => jobs.length);

describe("which proofs are settled together", () => {
  it("sends a proof at once that nobody will join", () => {
    assert.deepEqual(planBatches([ready()], { ...rules, coming: () => 0 }).nextMs, undefined);
    assert.deepEqual(sizes([ready()], { coming: () => 0 }), [1]);
  });

  it("lets a proof wait for others of its offer, for batchWaitMs at most", () => {
    const waiting = planBatches([ready({ waitedMs: 500 }), ready()], rules);
    assert.deepEqual(waiting, { batches: [], nextMs: 1_500 });
    assert.deepEqual(sizes([ready({ waitedMs: 2_000 }), ready()]), [2]);
  });

  it("lets none wait longer than a tenth of what was left of its claim", () => {
    assert.equal(planBatches([ready({ leftMs: 10_000 })], { ...rules, batchWaitMs: 60_000 }).batches.length, 1);
    const { nextMs } = planBatches([ready({ leftMs: 60_000 })], { ...rules, batchWaitMs: 60_000 });
    assert.equal(nextMs, 6_000);
    assert.deepEqual(sizes([ready({ leftMs: 54_000, waitedMs: 6_000 })], { batchWaitMs: 60_000 }), [1]);
  });

  it("sends full batches at once and lets the rest wait", () => {
    assert.deepEqual(sizes(Array.from({ length: 9 }, () => ready())), [4, 4]);
  });

  it("sends a claim that is running out, or whose end the index does not show, without waiting", () => {
    assert.deepEqual(sizes([ready({ leftMs: 29_000 }), ready()]), [1]);
    assert.deepEqual(sizes([ready({ leftMs: undefined })]), [1]);
  });

  it("keeps offers apart, and outputs of different lengths", () => {
    const other = { ...offer, id: "0x00000000000000000000000000000000000000cc" };
    assert.deepEqual(sizes([ready(), ready({ offer: other })], { coming: () => 0 }), [1, 1]);
    assert.deepEqual(sizes([ready(), ready({}, { journal: "0x00" })], { coming: () => 0 }), [1, 1]);
  });

  it("sends alone what cannot be batched: other verifiers, several results, batches turned off", () => {
    const verifier = "0x00000000000000000000000000000000000000dd";
    assert.deepEqual(sizes([1, 2].map(() => ready({ offer: { ...offer, verifier } }))), [1, 1]);
    assert.deepEqual(sizes([1, 2].map(() => ready({ offer: { ...offer, redundancy: 2 } }))), [1, 1]);
    assert.deepEqual(sizes([ready(), ready()], { batchMax: 1 }), [1, 1]);
  });

  it("sends what failed together in smaller batches, at once, and alone in the end", () => {
    assert.deepEqual(sizes([1, 2, 3, 4].map(() => ready({}, { batchLimit: 2 }))), [2, 2]);
    assert.deepEqual(sizes([ready({}, { batchLimit: 2 })]), [1]);
    assert.deepEqual(sizes([1, 2].map(() => ready({}, { batchLimit: 1 }))), [1, 1]);
  });

  it("makes no transaction larger than chains take, by data and by gas", () => {
    const dapp = { ...offer, dapp: zeroAddress, callbackGas: 3_000_000 };
    assert.deepEqual(sizes([1, 2, 3, 4, 5, 6, 7, 8].map(() => ready({ offer: dapp }))), [4, 4]);
    const hungry = { ...dapp, callbackGas: 30_000_000 };
    assert.deepEqual(sizes([1, 2].map(() => ready({ offer: hungry }))), [1, 1]);
    const journal: Hex = `0x${"00".repeat(20_000)}`;
    assert.deepEqual(sizes([1, 2, 3, 4].map(() => ready({}, { journal }))), [2, 2]);
  });
});
