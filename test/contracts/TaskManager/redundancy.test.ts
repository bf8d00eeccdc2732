import assert from "node:assert/strict";
import { concat, type Hex, keccak256, parseEther } from "viem";
import { bindingOf, resultOf, rewardAt } from "../../../node/protocol/task.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { deployMockDapp, deployMockVerifier } from "../support/mocks.ts";
import { assertSolvent, claim, dataHash, state, type SubmittedTask, submitTasks, word } from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  projectId,
  projectRegistry,
  proverRegistry,
  publishedProgram,
  rebateRatio,
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, operator, rival, gateway, stranger, hunter } = actors;
const attested = word(2n); // the version whose proofs are attestations
const inputHash = word(77n);

describe("A task that needs several matching results", () => {
  beforeEach(async () => {
    await reset();
    const { address: verifier } = await deployMockVerifier();
    const program = { ...publishedProgram, verifier, programId: word(5n) };
    await mined(projectRegistry.write.publishProgram([projectId, attested, program], { account: owner }));
    for (const account of [stranger, hunter]) {
      await mined(proverRegistry.write.register([account, account, [5n]], { account }));
      await mined(proverRegistry.write.stake({ account, value: parseEther("20") }));
    }
    await require(2);
  });
  afterEach(() => assertSolvent(stranger, hunter));

  const require = async (redundancy: number, changes: Partial<typeof terms> = {}) =>
    mined(projectRegistry.write.setRewardTerms([projectId, { ...terms, ...changes, redundancy }], { account: owner }));

  async function submit(): Promise<SubmittedTask> {
    const [task] = await submitTasks([{ inputHash, dataHash: dataHash() }], [], attested);
    return task!;
  }

  /** An attested result, from a claim of `account` (or the prover it operates for). */
  async function show({ key }: SubmittedTask, outputs: Hex, account: Hex = operator): Promise<Hex> {
    return taskManager.write.prove([...key, outputs, "0x01"], { account });
  }

  async function claimAndShow(task: SubmittedTask, outputs: Hex, account: Hex = operator): Promise<Hex> {
    await mined(claim(task, account));
    return show(task, outputs, account);
  }

  const journalOf = ({ id }: SubmittedTask, account: Hex, outputs: Hex) =>
    concat([bindingOf(id, account), inputHash, outputs]);
  const share = (reward: bigint) => (reward * BigInt(rebateRatio)) / 10_000n;

  it("reserves the reward of each prover", async () => {
    await submit();
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 2n * terms.maxReward);
  });

  it("is open again after the first result, with the collateral released and nobody paid", async () => {
    const task = await submit();
    const events = await eventsOf(claimAndShow(task, word(1n)));
    const journal = journalOf(task, prover, word(1n));
    assert.deepEqual(events, [["ResultProposed", { taskId: task.id, prover, journal }]]);
    assert.equal(await taskManager.read.stateOf([task.id]), state.open);
    assert.equal(await proverRegistry.read.freeStake([prover]), stake);
    assert.equal(await taskManager.read.owedTo([native, prover]), 0n);
    const shown = keccak256(concat([inputHash, word(1n)]));
    assert.deepEqual(await taskManager.read.proposalsOf([task.id]), [[prover], [shown]]);
  });

  it("is settled by the second matching result, which pays both for the times of their claims", async () => {
    const task = await submit();
    await nextBlockAt(task.submittedAt + 10);
    await mined(claimAndShow(task, word(1n)));
    await nextBlockAt(task.submittedAt + 50);
    const events = await eventsOf(claimAndShow(task, word(1n), rival));

    const [first, second] = [10, 50].map((s) => rewardAt(terms, task.submittedAt, task.submittedAt + s)) as [
      bigint,
      bigint,
    ];
    const journal = journalOf(task, rival, word(1n));
    assert.deepEqual(events, [
      ["RewardPaid", { taskId: task.id, prover, proverAmount: first - share(first), gatewayAmount: share(first) }],
      ["TaskSettled", { projectId, taskId: task.id, prover: rival }],
      ["ResultRecorded", { taskId: task.id, proverAmount: second, gatewayAmount: 0n, journal }],
    ]);
    assert.equal(await taskManager.read.resultOf([task.id]), resultOf(journal));
    assert.equal(await taskManager.read.owedTo([native, prover]), first - share(first));
    assert.equal(await taskManager.read.owedTo([native, rival]), second);
    assert.equal(await taskManager.read.owedTo([native, gateway]), share(first));
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - first - second);
  });

  it("takes one result of each prover", async () => {
    const task = await submit();
    await mined(claimAndShow(task, word(1n)));
    await reverts(claim(task), "AlreadyProposed", [task.id, prover]);
    await mined(claim(task, rival));
  });

  it("pays nobody for a result that others do not match", async () => {
    const task = await submit();
    await mined(claimAndShow(task, word(666n)));
    await mined(claimAndShow(task, word(1n), rival));
    assert.equal(await taskManager.read.stateOf([task.id]), state.open);
    await mined(claimAndShow(task, word(1n), stranger));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
    assert.equal(await taskManager.read.owedTo([native, prover]), 0n);
    assert.equal(await proverRegistry.read.freeStake([prover]), stake);
    assert.ok((await taskManager.read.owedTo([native, rival])) > 0n);
    assert.ok((await taskManager.read.owedTo([native, stranger])) > 0n);
  });

  it("takes 2n - 1 results: if no n of them match it waits for its refund", async () => {
    const task = await submit();
    for (const [i, account] of [operator, rival, stranger].entries()) {
      await mined(claimAndShow(task, word(BigInt(i)), account));
    }
    await reverts(claim(task, hunter), "TooManyProposals", [task.id]);
    await nextBlockAt(task.deadline + 1);
    const events = await eventsOf(taskManager.write.refund(task.key));
    assert.deepEqual(events, [["TaskRefunded", { taskId: task.id, amount: 2n * terms.maxReward }]]);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("needs as many as the offer says, which may be more than two", async () => {
    await require(3, { collateral: 0n });
    const task = await submit();
    await mined(claimAndShow(task, word(1n)));
    await mined(claimAndShow(task, word(1n), rival));
    assert.equal(await taskManager.read.stateOf([task.id]), state.open);
    await mined(claimAndShow(task, word(1n), hunter));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("can be expired between results, and be late, as any other", async () => {
    const task = await submit();
    await mined(claimAndShow(task, word(1n)));
    await mined(claim(task, rival));
    const [, claimDeadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(claimDeadline + 1);
    await mined(taskManager.write.expire(task.key, { account: owner }));
    await mined(claimAndShow(task, word(1n), stranger));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("is delivered to the dApp once", async () => {
    const dapp = await deployMockDapp();
    await mined(projectRegistry.write.bindDapp([projectId, dapp.address, 100_000], { account: owner }));
    const task = await submit();
    await mined(claimAndShow(task, word(1n)));
    const events = await eventsOf(claimAndShow(task, word(1n), rival));
    assert.deepEqual(
      events.map(([name]) => name),
      ["RewardPaid", "TaskSettled", "ResultRecorded", "Processed", "ResultDelivered"],
    );
  });

  it("needs an accepted proof for each result", async () => {
    const task = await submit();
    await mined(claim(task));
    await reverts(taskManager.write.prove([...task.key, word(1n), "0x"]), "ProofRejected");
  });
});
