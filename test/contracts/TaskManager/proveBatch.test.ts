import assert from "node:assert/strict";
import { concat, slice } from "viem";
import { bindingOf, resultOf, rewardAt } from "../../../node/protocol/task.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { dappMode, deployMockDapp, deployMockVerifier } from "../support/mocks.ts";
import {
  assertSolvent,
  claim,
  dataHash,
  proveBatchArgs,
  state,
  type SubmittedTask,
  submitTasks,
  word,
} from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  now,
  program,
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

const { owner, prover, operator, gateway, rival, stranger } = actors;

describe("TaskManager.proveBatch", () => {
  let tasks: SubmittedTask[];

  beforeEach(reset);
  afterEach(() => assertSolvent());

  /** Tasks submitted together and claimed one after the other. */
  async function claimedTasks(
    count = 3,
    version?: `0x${string}`,
    operators = Array<`0x${string}`>(count).fill(operator),
  ) {
    const roots = Array.from({ length: count }, (_, i) => BigInt(i) + 5n);
    const inputs = roots.map((root) => ({ inputHash: program.inputHashOf(root), dataHash: dataHash(root) }));
    tasks = await submitTasks(inputs, roots, version);
    for (const [i, task] of tasks.entries()) await mined(claim(task, operators[i]));
    return tasks;
  }

  type Args = Awaited<ReturnType<typeof proveBatchArgs>>;
  const proveBatch = (args: Args, account = stranger) => taskManager.write.proveBatch(args, { account });

  it("settles all tasks with one verification, each as it would alone; anyone may carry it", async () => {
    await claimedTasks();
    const events = await eventsOf(proveBatch(await proveBatchArgs(tasks)));
    const expected = [];
    let [earned, rebates] = [0n, 0n];
    for (const [i, { id, submittedAt, key, root }] of tasks.entries()) {
      const reward = rewardAt(terms, submittedAt, submittedAt + 1 + i);
      const gatewayAmount = (reward * BigInt(rebateRatio)) / 10_000n;
      const proverAmount = reward - gatewayAmount;
      [earned, rebates] = [earned + proverAmount, rebates + gatewayAmount];
      const journal = concat([bindingOf(id, prover), program.inputHashOf(root)]);
      assert.equal(key[1].inputHash, program.inputHashOf(root));
      expected.push(
        ["TaskSettled", { projectId, taskId: id, prover }],
        ["ResultRecorded", { taskId: id, proverAmount, gatewayAmount, journal }],
      );
      assert.equal(await taskManager.read.stateOf([id]), state.settled);
      assert.equal(await taskManager.read.resultOf([id]), resultOf(journal));
    }
    assert.deepEqual(events, expected);
    assert.equal(await taskManager.read.owedTo([native, prover]), earned);
    assert.equal(await taskManager.read.owedTo([native, gateway]), rebates);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - earned - rebates);
    assert.equal(await proverRegistry.read.freeStake([prover]), stake);
  });

  it("settles a batch of one", async () => {
    await claimedTasks(1);
    await mined(proveBatch(await proveBatchArgs(tasks)));
    assert.equal(await taskManager.read.stateOf([tasks[0]!.id]), state.settled);
  });

  it("settles none if one proof is bad", async () => {
    await claimedTasks();
    const [offer, list, outputs, proofs] = await proveBatchArgs(tasks);
    const swapped = concat([slice(proofs, 256, 512), slice(proofs, 0, 256), slice(proofs, 512)]);
    await reverts(proveBatch([offer, list, outputs, swapped]), "BatchRejected");
    assert.equal(await taskManager.read.stateOf([tasks[2]!.id]), state.claimed);
  });

  it("pays nobody twice for the same task twice in a batch", async () => {
    await claimedTasks(2);
    const [task] = tasks;
    const call = proveBatch(await proveBatchArgs([task!, tasks[1]!, task!]));
    await reverts(call, "DuplicateTask", [task!.id]);
  });

  it("refuses claims of several provers: whose proofs are good is for each to know", async () => {
    await claimedTasks(2, undefined, [operator, rival]);
    const [offer, list] = await proveBatchArgs(tasks);
    const [, , , mine] = await proveBatchArgs([tasks[0]!]);
    const [, , , theirs] = await proveBatchArgs([tasks[1]!], rival);
    const call = proveBatch([offer, list, "0x", concat([mine, theirs])]);
    await reverts(call, "MixedProvers", [prover, rival]);
  });

  it("refuses a batch of none, and outputs and proofs that do not divide among the tasks", async () => {
    await claimedTasks(2);
    const [offer, list, , proofs] = await proveBatchArgs(tasks);
    await reverts(proveBatch([offer, [], "0x", "0x"]), "NoTasks");
    await reverts(proveBatch([offer, list, "0x01", proofs]), "LengthMismatch");
    await reverts(proveBatch([offer, list, concat([word(1n), word(1n)]), proofs]), "InvalidJournalLength", [
      128n,
      192n,
    ]);
    await reverts(proveBatch([offer, list, "0x", slice(proofs, 0, 511)]), "InvalidProofLength", [512n, 511n]);
  });

  it("refuses tasks that are not claimed, or late", async () => {
    await claimedTasks(2);
    const args = await proveBatchArgs(tasks);
    const [offer, list, outputs, proofs] = args;
    const changed = [list[0]!, { ...list[1]!, dataHash: word(1n) }];
    await reverts(proveBatch([offer, changed, outputs, proofs]), "TaskNotClaimed");
    await nextBlockAt((await now()) + terms.claimSeconds);
    await reverts(proveBatch(args), "ClaimExpired");
  });

  it("needs a verifier that checks batches", async () => {
    const verifier = (await deployMockVerifier()).address;
    await mined(
      projectRegistry.write.publishProgram([projectId, word(2n), { ...publishedProgram, verifier }], {
        account: owner,
      }),
    );
    await claimedTasks(2, word(2n));
    await assert.rejects(taskManager.simulate.proveBatch(await proveBatchArgs(tasks)));
  });

  it("is refused for tasks that need several matching results", async () => {
    const redundant = { ...terms, redundancy: 2 };
    await mined(projectRegistry.write.setRewardTerms([projectId, redundant], { account: owner }));
    await claimedTasks(2);
    await reverts(proveBatch(await proveBatchArgs(tasks)), "BatchNeedsNoRedundancy");
  });

  it("works without collateral", async () => {
    await mined(projectRegistry.write.setRewardTerms([projectId, { ...terms, collateral: 0n }], { account: owner }));
    await claimedTasks(2);
    await mined(proveBatch(await proveBatchArgs(tasks)));
    assert.equal(await proverRegistry.read.freeStake([prover]), stake);
  });

  it("delivers each result to the dApp, once all tasks are settled; one that fails does not stop the others", async () => {
    const dapp = await deployMockDapp();
    await mined(projectRegistry.write.bindDapp([projectId, dapp.address, 100_000], { account: owner }));
    await claimedTasks(2);
    const events = await eventsOf(proveBatch(await proveBatchArgs(tasks)));
    assert.deepEqual(
      events.map(([name]) => name),
      ["TaskSettled", "ResultRecorded", "TaskSettled", "ResultRecorded"].concat(
        ["Processed", "ResultDelivered"],
        ["Processed", "ResultDelivered"],
      ),
    );
    await dapp.write.setMode([dappMode.burnGas]);
    await claimedTasks(2);
    const failed = await eventsOf(proveBatch(await proveBatchArgs(tasks)));
    assert.deepEqual(failed.at(-1), ["DeliveryFailed", { taskId: tasks[1]!.id, dapp: dapp.address }]);
    assert.equal(await taskManager.read.stateOf([tasks[0]!.id]), state.undelivered);
  });
});
