import assert from "node:assert/strict";
import { concat, numberToHex, slice } from "viem";
import { bindingOf } from "../../../node/protocol/task.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { mined, reverts } from "../support/expect.ts";
import {
  assertSolvent,
  claim,
  claimedTask,
  proofOf,
  prove,
  proveArgs,
  settledTask,
  state,
  submitTask,
  type SubmittedTask,
  word,
} from "../support/tasks.ts";
import { actors, native, nextBlockAt, program, reset, taskManager } from "../support/world.ts";

const { prover, operator, rival } = actors;
const scalarOrder = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

describe("TaskManager.prove pays nobody for", () => {
  let task: SubmittedTask;
  let good: Proof;

  beforeEach(async () => {
    await reset();
    task = await claimedTask();
    good = await proofOf(task);
  });

  afterEach(async () => {
    assert.equal(await taskManager.read.owedTo([native, rival]), 0n);
    await assertSolvent();
  });

  it("a tampered proof, whichever word was changed", async () => {
    for (let i = 0; i < 8; i++) {
      const changed = numberToHex(BigInt(slice(good.proof, 32 * i, 32 * (i + 1))) ^ 1n, { size: 32 });
      const head = i === 0 ? [] : [slice(good.proof, 0, 32 * i)];
      const tail = i === 7 ? [] : [slice(good.proof, 32 * (i + 1))];
      await reverts(prove(task, { ...good, proof: concat([...head, changed, ...tail]) }), "ProofRejected");
    }
    assert.equal(await taskManager.read.stateOf([task.id]), state.claimed);
  });

  it("a proof that is too short or too long", async () => {
    await reverts(prove(task, { ...good, proof: slice(good.proof, 0, 255) }), "InvalidProofLength", [256n, 255n]);
    await reverts(prove(task, { ...good, proof: `${good.proof}00` }), "InvalidProofLength", [256n, 257n]);
    await reverts(prove(task, { ...good, proof: "0x" }), "InvalidProofLength", [256n, 0n]);
  });

  it("a proof made for another prover, even a good one", async () => {
    const theirs = await proofOf(task, rival);
    await reverts(prove(task, theirs, rival), "ProofRejected");
  });

  it("a stolen proof: it pays the claim's prover, whoever sends it, and proves nothing of the thief's own task", async () => {
    const other = await submitTask(7n, 2n);
    await mined(claim(other, rival));
    await reverts(prove(other, good, rival), "ProofRejected");
    await mined(prove(task, good, rival));
    assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
  });

  it("a proof of another task about the same data", async () => {
    const other = await claimedTask(7n, 2n);
    await reverts(prove(other, good), "ProofRejected");
  });

  it("a proof about other data than the task's", async () => {
    const other = await program.prove(8n, bindingOf(task.id, prover));
    await reverts(prove(task, other), "ProofRejected");
  });

  it("a replayed proof: its task is settled", async () => {
    await mined(prove(task, good));
    const owed = await taskManager.read.owedTo([native, prover]);
    await reverts(prove(task, good), "TaskNotClaimed", [task.id, state.settled]);
    assert.equal(await taskManager.read.owedTo([native, prover]), owed);
  });

  it("a late proof, be it one second", async () => {
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(claimDeadline + 1);
    await reverts(prove(task, good), "ClaimExpired", [task.id, BigInt(claimDeadline)]);
  });

  it("a proof for a claim that was lost to another prover", async () => {
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(claimDeadline + 1);
    await mined(taskManager.write.expire(task.key));
    await reverts(prove(task, good), "TaskNotClaimed", [task.id, state.open]);
    await mined(claim(task, rival));
    await reverts(prove(task, good), "ProofRejected");
  });

  it("a task nobody claimed, or one changed in anything", async () => {
    const open = await submitTask(7n, 2n);
    await reverts(prove(open, await proofOf(open)), "TaskNotClaimed", [open.id, state.open]);
    const [offer, claimed] = task.key;
    for (const key of [
      [rival, claimed],
      [offer, { ...claimed, gateway: rival }],
      [offer, { ...claimed, submittedAt: claimed.submittedAt + 1 }],
      [offer, { ...claimed, inputHash: word(1n) }],
      [offer, { ...claimed, dataHash: word(1n) }],
    ] as const) {
      const id = await taskManager.read.taskIdOf(key);
      await reverts(prove({ ...task, key }, good), "TaskNotClaimed", [id, state.none]);
    }
  });

  it("a journal longer than the program's", async () => {
    const journal = concat([good.journal, word(0n)]);
    await reverts(prove(task, { ...good, journal }), "InvalidJournalLength", [64n, 96n]);
  });

  it("a second name of the same input hash, which the field would take for it", async () => {
    // A careless gateway could submit such a task; no journal settles it.
    const alias = await submitTask(7n, 2n, word(49n + scalarOrder));
    await mined(claim(alias));
    await reverts(prove(alias, await proofOf(alias)), "InputNotInField", [1n]);
  });

  it("a good proof that runs short of gas: it reverts, it never passes", async () => {
    const args = proveArgs(task, good);
    const needed = await taskManager.estimateGas.prove(args, { account: rival });
    for (const gas of [needed - 30_000n, needed - 100_000n, needed / 2n]) {
      await assert.rejects(taskManager.simulate.prove(args, { account: rival, gas }));
    }
    await mined(taskManager.write.prove(args, { account: rival, gas: needed }));
  });
});

describe("A settled task", () => {
  beforeEach(reset);

  it("stays settled: nothing can claim, expire or refund it", async () => {
    const { key, id, deadline } = await settledTask();
    await nextBlockAt(deadline + 1);
    await reverts(taskManager.write.claim(key, { account: operator }), "TaskNotOpen", [id, state.settled]);
    await reverts(taskManager.write.expire(key), "TaskNotClaimed", [id, state.settled]);
    await reverts(taskManager.write.refund(key), "TaskNotOpen", [id, state.settled]);
  });
});
