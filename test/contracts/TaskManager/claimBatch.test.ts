import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import {
  assertSolvent,
  claim,
  dataHash,
  state,
  type SubmittedTask,
  submitTask,
  submitTasks,
  word,
} from "../support/tasks.ts";
import {
  actors,
  nextBlockAt,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, operator, rival, stranger } = actors;

describe("TaskManager.claimBatch", () => {
  let tasks: SubmittedTask[];

  beforeEach(async () => {
    await reset();
    tasks = await submitTasks(
      [1n, 2n, 3n].map((n) => ({ inputHash: word(n), dataHash: dataHash(n) })),
      [],
    );
  });
  afterEach(() => assertSolvent());

  const claimBatch = (some = tasks, account = operator) =>
    taskManager.write.claimBatch([some[0]!.key[0], some.map(({ key }) => key[1])], { account });

  it("claims all tasks as one claim each, and locks the collateral of all", async () => {
    const time = tasks[0]!.submittedAt + 20;
    await nextBlockAt(time);
    const claimDeadline = time + terms.claimSeconds;
    assert.deepEqual(
      await eventsOf(claimBatch()),
      tasks.map(({ id }) => ["TaskClaimed", { taskId: id, prover, claimDeadline }]),
    );
    for (const { id } of tasks) assert.deepEqual(await taskManager.read.claimOf([id]), [prover, claimDeadline]);
    assert.equal(await proverRegistry.read.freeStake([prover]), stake - 3n * terms.collateral);
  });

  it("takes tasks of several submissions and gateways, if their offer is one", async () => {
    await mined(projectRegistry.write.setGateway([projectId, stranger, true, ""], { account: owner }));
    await mined(claimBatch([...tasks, await submitTask(9n), await submitTask(10n)]));
    assert.equal(await proverRegistry.read.freeStake([prover]), stake - 5n * terms.collateral);
  });

  it("claims none if one cannot be claimed", async () => {
    await mined(claim(tasks[1]!, rival));
    await reverts(claimBatch(), "TaskNotOpen", [tasks[1]!.id, state.claimed]);
    assert.equal(await taskManager.read.stateOf([tasks[0]!.id]), state.open);
  });

  it("refuses the same task twice", async () => {
    await reverts(claimBatch([tasks[0]!, tasks[0]!]), "TaskNotOpen", [tasks[0]!.id, state.claimed]);
  });

  it("refuses tasks of another offer, and offers that are none", async () => {
    await mined(projectRegistry.write.setRewardTerms([projectId, { ...terms, collateral: 0n }], { account: owner }));
    const cheap = await submitTask(9n);
    const mixed = [cheap.key[0], [cheap.key[1], tasks[0]!.key[1]]] as const;
    await reverts(taskManager.write.claimBatch(mixed, { account: operator }), "TaskNotOpen");
    const false_ = [stranger, [tasks[0]!.key[1]]] as const;
    await reverts(taskManager.write.claimBatch(false_, { account: operator }), "TaskNotOpen");
  });

  it("is refused when free stake does not cover them all, as is a batch of none, and one that is late", async () => {
    await mined(proverRegistry.write.requestUnstake([stake - 2n * terms.collateral], { account: prover }));
    const needed = 3n * terms.collateral;
    await reverts(claimBatch(), "InsufficientFreeStake", [prover, needed - terms.collateral, needed]);
    const none = taskManager.write.claimBatch([tasks[0]!.key[0], []], { account: operator });
    await reverts(none, "NoTasks");
    const last = tasks[0]!.deadline - terms.claimSeconds;
    await nextBlockAt(last + 1);
    await reverts(claimBatch(tasks, rival), "TooLateToClaim", [tasks[0]!.id, BigInt(last)]);
  });
});
