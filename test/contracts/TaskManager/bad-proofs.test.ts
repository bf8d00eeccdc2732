import assert from "node:assert/strict";
import { concat, numberToHex, slice } from "viem";
import { bindingOf } from "../../../node/protocol/task.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { mined, reverts } from "../support/expect.ts";
import {
  assertSolvent,
  claimedTask,
  proofOf,
  prove,
  settledTask,
  state,
  submitTask,
  type Task,
  word,
} from "../support/tasks.ts";
import { actors, native, nextBlockAt, program, reset, taskManager } from "../support/world.ts";

const { prover, operator, beneficiary, rival } = actors;
const scalarOrder = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

describe("TaskManager.prove pays nobody for", () => {
  let task: Task;
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

  it("another task's proof for the same journal", async () => {
    const other = await program.prove(8n, bindingOf(task.id, prover));
    await reverts(prove(task, { journal: good.journal, proof: other.proof }), "ProofRejected");
  });

  it("a proof that is too short or too long", async () => {
    await reverts(prove(task, { ...good, proof: slice(good.proof, 0, 255) }), "InvalidProofLength", [256n, 255n]);
    await reverts(prove(task, { ...good, proof: `${good.proof}00` }), "InvalidProofLength", [256n, 257n]);
    await reverts(prove(task, { ...good, proof: "0x" }), "InvalidProofLength", [256n, 0n]);
  });

  it("a proof made for another prover, even a good one", async () => {
    const theirs = await proofOf(task, rival);
    await reverts(prove(task, theirs, rival), "BindingMismatch", [
      bindingOf(task.id, prover),
      bindingOf(task.id, rival),
    ]);
  });

  it("a stolen proof: with the thief's binding put in, it proves nothing", async () => {
    const stolen = { journal: concat([bindingOf(task.id, rival), slice(good.journal, 32)]), proof: good.proof };
    await reverts(prove(task, stolen, rival), "BindingMismatch");

    const other = await submitTask(7n, 2n);
    await mined(taskManager.write.claim([other.spec], { account: rival }));
    const rebound = { journal: concat([bindingOf(other.id, rival), slice(good.journal, 32)]), proof: good.proof };
    await reverts(prove(other, rebound, rival), "ProofRejected");
  });

  it("a proof of another task about the same data", async () => {
    const other = await claimedTask(7n, 2n);
    await reverts(prove(other, good), "BindingMismatch", [bindingOf(other.id, prover), bindingOf(task.id, prover)]);
  });

  it("a proof about other data than the task's", async () => {
    const other = await program.prove(8n, bindingOf(task.id, prover));
    await reverts(prove(task, other), "InputHashMismatch", [program.inputHashOf(7n), program.inputHashOf(8n)]);
  });

  it("a replayed proof: its task is settled", async () => {
    await mined(prove(task, good));
    const owed = await taskManager.read.owedTo([native, beneficiary]);
    await reverts(prove(task, good), "TaskNotClaimed", [task.id, state.settled]);
    assert.equal(await taskManager.read.owedTo([native, beneficiary]), owed);
  });

  it("a late proof, be it one second", async () => {
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(claimDeadline + 1);
    await reverts(prove(task, good), "ClaimExpired", [task.id, BigInt(claimDeadline)]);
  });

  it("a proof for a claim that was lost to another prover", async () => {
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(claimDeadline + 1);
    await mined(taskManager.write.expire([task.spec]));
    await reverts(prove(task, good), "TaskNotClaimed", [task.id, state.open]);
    await mined(taskManager.write.claim([task.spec], { account: rival }));
    await reverts(prove(task, good), "BindingMismatch");
  });

  it("a task nobody claimed, or whose spec was changed", async () => {
    const open = await submitTask(7n, 2n);
    await reverts(prove(open, await proofOf(open)), "TaskNotClaimed", [open.id, state.open]);
    const spec = { ...task.spec, minReward: task.spec.maxReward };
    const id = await taskManager.read.taskIdOf([spec]);
    await reverts(prove({ ...task, spec }, good), "TaskNotClaimed", [id, state.none]);
  });

  it("a journal shorter than its two words", async () => {
    const journal = slice(good.journal, 0, 63);
    await reverts(prove(task, { ...good, journal }), "JournalTooShort", [63n]);
    await reverts(prove(task, { ...good, journal: "0x" }), "JournalTooShort", [0n]);
  });

  it("a journal longer than the program's", async () => {
    const journal = concat([good.journal, word(0n)]);
    await reverts(prove(task, { ...good, journal }), "InvalidJournalLength", [64n, 96n]);
  });

  it("a second name of the same input hash, which the field would take for it", async () => {
    // A careless gateway could submit such a task; no journal settles it.
    const alias = await submitTask(7n, 2n, word(49n + scalarOrder));
    await mined(taskManager.write.claim([alias.spec], { account: operator }));
    const { proof, journal } = await proofOf(alias);
    const renamed = concat([slice(journal, 0, 32), alias.spec.inputHash]);
    await reverts(prove(alias, { proof, journal: renamed }), "InputNotInField", [1n]);
  });

  it("a good proof that runs short of gas: it reverts, it never passes", async () => {
    const args = [task.spec, good.journal, good.proof] as const;
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
    const { spec, id } = await settledTask();
    await nextBlockAt(spec.deadline + 1);
    await reverts(taskManager.write.claim([spec], { account: operator }), "TaskNotOpen", [id, state.settled]);
    await reverts(taskManager.write.expire([spec]), "TaskNotClaimed", [id, state.settled]);
    await reverts(taskManager.write.refund([spec]), "TaskNotOpen", [id, state.settled]);
  });
});
