import assert from "node:assert/strict";
import { type Hex, parseEther } from "viem";
import { mined, reverts } from "../support/expect.ts";
import { deployMockVerifier } from "../support/mocks.ts";
import { assertSolvent, claim, state, submitTasks, type SubmittedTask, word } from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  projectId,
  projectRegistry,
  proverRegistry,
  publishedProgram,
  reset,
  taskManager,
  terms,
} from "../support/world.ts";
import { claimAs, deployProver, type HostileAccount } from "./support.ts";

const { owner, operator } = actors;
const version = word(0x777n);
const few = { ...terms, minReward: parseEther("1"), maxReward: parseEther("1"), collateral: parseEther("1") };

describe("Attack: abuse of redundancy", () => {
  let provers: HostileAccount[];

  beforeEach(async () => {
    await reset();
    provers = [];
    // Attestations: the verifier takes whatever is signed, so that provers can differ.
    const { address } = await deployMockVerifier();
    const attested = { ...publishedProgram, verifier: address };
    await mined(projectRegistry.write.publishProgram([projectId, version, attested], { account: owner }));
  });

  afterEach(() => assertSolvent(...provers.map(({ address }) => address)));

  const require = (redundancy: number) =>
    projectRegistry.write.setRewardTerms([projectId, { ...few, redundancy }], { account: owner });
  async function submit(): Promise<SubmittedTask> {
    const [task] = await submitTasks([{ inputHash: word(1n), dataHash: word(1n) }], [], version);
    return task!;
  }
  async function enrol(count: number): Promise<void> {
    while (provers.length < count) provers.push(await deployProver(parseEther("2")));
  }
  /** A prover claims the task and shows a result. */
  async function show(task: SubmittedTask, prover: HostileAccount, outputs: Hex) {
    await mined(claimAs(prover, task.key));
    return mined(taskManager.write.prove([...task.key, outputs, "0x01"]));
  }

  it("cannot ask for more results than any block can pay, nor for none", async () => {
    for (const redundancy of [0, 9, 255]) await reverts(require(redundancy), "InvalidTerms");
    await mined(require(8));
  });

  it("costs a bounded amount of gas at its worst: 14 results on record when the last one settles it", async () => {
    await mined(require(8));
    await enrol(15);
    const task = await submit();
    for (let i = 0; i < 14; i++) await show(task, provers[i]!, word(i % 2 === 0 ? 1n : 2n));
    assert.equal((await taskManager.read.proposalsOf([task.id]))[0].length, 14);
    const { gasUsed } = await show(task, provers[14]!, word(1n));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
    assert.ok(gasUsed < 600_000n, String(gasUsed));
    for (const [i, { address }] of provers.entries()) {
      assert.equal(await taskManager.read.owedTo([native, address]), i % 2 === 0 ? few.maxReward : 0n);
    }
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 8n * few.maxReward);
  });

  it("fills no task for ever: after 2n - 1 results without n alike it takes no more, and is refunded whole", async () => {
    await mined(require(2));
    await enrol(3);
    const task = await submit();
    for (const [i, prover] of provers.entries()) await show(task, prover, word(BigInt(i)));
    await reverts(claim(task, operator), "TooManyProposals", [task.id]);
    await nextBlockAt(task.deadline + 1);
    await mined(taskManager.write.refund(task.key));
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
    for (const { address } of provers) assert.equal((await proverRegistry.read.prover([address])).collateral, 0n);
  });

  it("counts nobody twice: one prover's result is one, though it changes its operator between", async () => {
    await mined(require(2));
    const task = await submit();
    await mined(claim(task, operator));
    await mined(taskManager.write.prove([...task.key, word(1n), "0x01"]));
    await mined(proverRegistry.write.setOperator([actors.stranger], { account: actors.prover }));
    await reverts(claim(task, actors.stranger), "AlreadyProposed", [task.id, actors.prover]);
  });

  it("pays from the task's own reserve: as many rewards as it set aside, be the ramp at its end", async () => {
    await mined(require(3));
    await enrol(3);
    const task = await submit();
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 3n * few.maxReward);
    for (const prover of provers) await show(task, prover, word(1n));
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 3n * few.maxReward);
  });

  it("cannot be cut short by a batch, which checks no results against each other", async () => {
    await mined(require(2));
    const task = await submit();
    await mined(claim(task, operator));
    const call = taskManager.write.proveBatch([task.key[0], [task.key[1]], word(1n), "0x01"]);
    await reverts(call, "BatchNeedsNoRedundancy");
  });

  it("SUCCEEDS for one who registers as many provers as agree: redundancy counts accounts, not people", async () => {
    await mined(require(3));
    await enrol(3); // all of them one person's
    const task = await submit();
    for (const prover of provers) await show(task, prover, word(666n));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("SUCCEEDS in showing a project results that it does not pay for, where too few provers are there to settle it", async () => {
    await mined(require(8));
    await enrol(1);
    const task = await submit();
    await show(task, provers[0]!, word(1n));
    await nextBlockAt(task.deadline + 1);
    await mined(taskManager.write.refund(task.key));
    assert.equal(await taskManager.read.owedTo([native, provers[0]!.address]), 0n);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });
});
