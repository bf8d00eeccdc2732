import assert from "node:assert/strict";
import { encodeFunctionData, parseEther } from "viem";
import { mined, reverts } from "../support/expect.ts";
import { assertSolvent, claim, dataHash, proofOf, prove, state, submitTask, submitTasks } from "../support/tasks.ts";
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
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, rival, hunter, treasury } = actors;

describe("Attack: claiming tasks in order to let them lie", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  const squat = (task: Awaited<ReturnType<typeof submitTask>>) => mined(claim(task, rival));

  it("holds a task up for one claim at a time, each for its collateral", async () => {
    const task = await submitTask();
    let rounds = 0n;
    while ((await now()) + terms.claimSeconds + 5 < task.deadline) {
      await squat(task);
      await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
      await mined(taskManager.write.expire(task.key, { account: hunter }));
      rounds += 1n;
    }
    assert.ok(rounds >= 8n);
    assert.equal((await proverRegistry.read.prover([rival])).stake, stake - rounds * terms.collateral);
    assert.equal(await taskManager.read.owedTo([native, hunter]), (rounds * terms.collateral) / 10n);
    assert.equal(await taskManager.read.owedTo([native, treasury]), (rounds * terms.collateral * 9n) / 10n);
    // What it was for costs the project nothing but time: the reserve comes back.
    await nextBlockAt(task.deadline + 1);
    await mined(taskManager.write.refund(task.key));
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("is outbid after each claim: the reward has risen for whoever is there first", async () => {
    const task = await submitTask();
    await squat(task);
    await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
    await mined(taskManager.write.expire(task.key, { account: hunter }));
    await mined(claim(task));
    await mined(prove(task, await proofOf(task)));
    assert.ok((await taskManager.read.owedTo([native, prover])) > (terms.minReward * 9n) / 10n);
  });

  it("is no cheaper for whoever expires its own claims: nine tenths are lost", async () => {
    const task = await submitTask();
    await squat(task);
    await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
    await mined(taskManager.write.expire(task.key, { account: rival }));
    const back = await taskManager.read.owedTo([native, rival]);
    assert.equal(back, terms.collateral / 10n);
  });

  it("reaches no further than the squatter's stake: no account holds more claims than it can pay for", async () => {
    const inputs = Array.from({ length: 11 }, (_, i) => ({
      inputHash: program.inputHashOf(1n),
      dataHash: dataHash(BigInt(i + 1)),
    }));
    const tasks = await submitTasks(inputs, []);
    for (const task of tasks.slice(0, 10)) await squat(task);
    await reverts(claim(tasks[10]!, rival), "InsufficientFreeStake", [rival, 0n, terms.collateral]);
    // Everybody else still has the eleventh.
    await mined(claim(tasks[10]!));
  });

  it("ends with the task: the last claim ends no later than the task itself", async () => {
    const task = await submitTask();
    await nextBlockAt(task.deadline - terms.claimSeconds);
    await squat(task);
    assert.equal((await taskManager.read.claimOf([task.id]))[1], task.deadline);
    await nextBlockAt(task.deadline + 1);
    await mined(taskManager.write.expire(task.key, { account: hunter }));
    await mined(taskManager.write.refund(task.key, { account: hunter }));
    assert.equal(await taskManager.read.stateOf([task.id]), state.refunded);
  });

  it("SUCCEEDS where the project asks for no collateral: it costs gas alone, until the reserve comes back", async () => {
    const free = { ...terms, collateral: 0n };
    await mined(projectRegistry.write.setRewardTerms([projectId, free], { account: owner }));
    const task = await submitTask();
    await squat(task);
    await reverts(claim(task), "TaskNotOpen", [task.id, state.claimed]);
    await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
    await mined(taskManager.write.expire(task.key, { account: hunter }));
    assert.equal((await proverRegistry.read.prover([rival])).stake, stake);
    assert.equal(await taskManager.read.owedTo([native, hunter]), 0n);
    await nextBlockAt(task.deadline + 1);
    await mined(taskManager.write.refund(task.key));
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("SUCCEEDS where the reward rises by more during a claim than the claim costs: collateral should exceed the rise", async () => {
    const steep = { ...terms, collateral: parseEther("0.5") };
    await mined(projectRegistry.write.setRewardTerms([projectId, steep], { account: owner }));
    const task = await submitTask();
    await squat(task); // at 1 IOTX or little more
    const [, deadline] = await taskManager.read.claimOf([task.id]);
    await nextBlockAt(deadline + 1);
    // In one transaction, so that nobody comes in between.
    const calls = (["expire", "claim"] as const).map((functionName) =>
      encodeFunctionData({ abi: taskManager.abi, functionName, args: task.key }),
    );
    await mined(taskManager.write.multicall([calls], { account: rival }));
    await mined(prove(task, await proofOf(task, rival)));
    const gained = await taskManager.read.owedTo([native, rival]);
    const lost = stake - (await proverRegistry.read.prover([rival])).stake;
    const atFirst = await taskManager.read.rewardAt([...task.key, BigInt(deadline - terms.claimSeconds)]);
    assert.ok(gained - lost > atFirst);
    // The terms of the tests' project have 10 IOTX against a rise of 1.2: there it does not pay.
    assert.ok(terms.collateral > terms.maxReward - terms.minReward);
  });

  it("earns the project's owner a tenth, not the whole: slashing is nobody's business model", async () => {
    const dear = { ...terms, collateral: parseEther("100") };
    await mined(projectRegistry.write.setRewardTerms([projectId, dear], { account: owner }));
    const task = await submitTask();
    await squat(task);
    await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
    await mined(taskManager.write.expire(task.key, { account: owner }));
    assert.equal(await taskManager.read.owedTo([native, owner]), parseEther("10"));
  });
});
