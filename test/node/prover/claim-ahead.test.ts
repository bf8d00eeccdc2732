import assert from "node:assert/strict";
import { keccak256, toHex, zeroAddress } from "viem";
import type { Candidate, Means } from "../../../node/prover/candidates.ts";
import { isInTime, wantsMore } from "../../../node/prover/claim-ahead.ts";
import type { ProverContext } from "../../../node/prover/context.ts";
import { fits } from "../../../node/prover/fits.ts";
import { freshJob, type Job, type JobState } from "../../../node/prover/jobs.ts";
import { loadOf, withTask } from "../../../node/prover/load.ts";
import { ProveTimes } from "../../../node/prover/prove-times.ts";

const programId = keccak256("0x01");
const rules = { claimAheadMs: 10_000, claimsMost: 256, threads: 2 };
function job(state: JobState, index = 0): Job {
  const task = { gateway: zeroAddress, submittedAt: 1, inputHash: programId, dataHash: programId };
  return {
    ...{
      ...freshJob,
      taskId: keccak256(toHex(`${state} ${index}`)),
      prover: zeroAddress,
      state,
      offer: zeroAddress,
      task,
    },
    ...{ collateral: 1n, deadline: 1, claims: 0, round: 0 },
    program: { programId, vmTypeID: 5, codeHash: programId, codeExpParam: "" },
  };
}
const jobs = (count: number, state: JobState) => Array.from({ length: count }, (_, index) => job(state, index));
const candidate = { task: { collateral: 5n }, offer: { programId } } as Candidate;
/** What a prover with these proving times has before it. */
function load(work: Job[], measuredMs?: number, coming: Candidate[] = []) {
  const proveTimes = new ProveTimes(5_000);
  if (measuredMs !== undefined) proveTimes.record(programId, measuredMs);
  const context = { proveTimes, config: { batchMax: 3 } } as ProverContext;
  return coming.reduce((load, each) => withTask(context, load, each), loadOf(context, work));
}
/** How many tasks are claimed ahead. */
function claimed(measuredMs: number | undefined, change: Partial<typeof rules> = {}): number {
  let count = 0;
  while (wantsMore(load(jobs(count, "claimed"), measuredMs).ahead, { ...rules, ...change })) count++;
  return count;
}

describe("how much a prover claims ahead", () => {
  it("is what its threads prove within claimAheadMs, by the time that proofs took", () => {
    assert.equal(claimed(1_000), 20);
    assert.equal(claimed(100), 200);
    assert.equal(claimed(1_000, { threads: 4 }), 40);
    assert.equal(claimed(1_000, { claimAheadMs: 5_000 }), 10);
  });

  it("is by the time that proofs are assumed to take before one was made", () => {
    assert.equal(claimed(undefined), 4);
  });

  it("is two tasks a thread at least, and claimsMost at most", () => {
    assert.equal(claimed(60_000), 4);
    assert.equal(claimed(1_000, { claimAheadMs: 0 }), 4);
    assert.equal(claimed(10), 256);
  });

  it("counts claims under way and tasks that are considered, and what is proved only when it cannot be sent", () => {
    assert.deepEqual(load([...jobs(2, "claiming"), ...jobs(1, "claimed")], 100, [candidate]).ahead, {
      tasks: 4,
      ms: 400,
    });
    assert.deepEqual(load([...jobs(3, "proved"), ...jobs(9, "submitting")], 100).ahead, { tasks: 0, ms: 0 });
    assert.deepEqual(load(jobs(5, "proved"), 100).ahead, { tasks: 2, ms: 200 });
  });

  it("is no more than claims leave half of their time for", () => {
    assert.ok(isInTime({ tasks: 8, ms: 8_000 }, 2, 1_000, 10));
    assert.ok(!isInTime({ tasks: 9, ms: 9_000 }, 2, 1_000, 10));
  });
});

describe("a task that may be claimed ahead", () => {
  const offer = { programId, claimSeconds: 60, dapp: null, callbackGas: 0 } as Candidate["offer"];
  const open = { ...candidate, offer, rank: 0, isOthers: false };
  const means = { freeStake: 100n, balance: 1_000n, gasPrice: 1n };
  /** After so many claims that are not mined, each of one wei of stake and 10 of gas. */
  const fitsAfter = (count: number, change: Partial<Candidate> = {}, changed: Partial<Means> = {}, own = count) => {
    const proveTimes = new ProveTimes(1_000);
    const config = { ...rules, batchMax: 3, gasPerTask: 10n };
    const context = { proveTimes, config, provingPool: { threads: 2 } } as unknown as ProverContext;
    const load = loadOf(context, jobs(count, "claiming"));
    return fits(context, { ...open, ...change }, load, { ...means, ...changed }, own);
  };

  it("is one for which there is work enough ahead, but not too much", () => {
    assert.ok(fitsAfter(19));
    assert.ok(!fitsAfter(20));
  });

  it("is one that its claim leaves enough time for", () => {
    const hasty = { ...offer, claimSeconds: 10 };
    assert.ok(fitsAfter(8, { offer: hasty }));
    assert.ok(!fitsAfter(9, { offer: hasty }));
  });

  it("is one that stake and gas are left for", () => {
    assert.ok(!fitsAfter(6, {}, { freeStake: 10n }));
    assert.ok(fitsAfter(5, {}, { freeStake: 10n }));
    assert.ok(!fitsAfter(6, {}, { balance: 69n }));
    assert.ok(fitsAfter(6, {}, { balance: 70n }));
  });

  it("is not one that others have the first say about, unless threads may be idle soon", () => {
    assert.ok(fitsAfter(3, { isOthers: true }));
    assert.ok(!fitsAfter(4, { isOthers: true }));
  });

  it("is any while nothing is under way, so that it is said why it is not claimed", () => {
    assert.ok(fitsAfter(0, { offer: { ...offer, claimSeconds: 1 } }, { freeStake: 0n, balance: 0n }));
  });
});

describe("what is under way when a task is considered", () => {
  it("is the gas of all jobs, and the stake that the index does not show as locked", () => {
    const { openClaims, pendingCollateral } = load([...jobs(2, "claiming"), ...jobs(3, "claimed")], 100, [candidate]);
    assert.deepEqual({ openClaims, pendingCollateral }, { openClaims: 6, pendingCollateral: 7n });
  });
});
