import assert from "node:assert/strict";
import { type Hex, parseEther, parseEventLogs } from "viem";
import { mined, reverts } from "../support/expect.ts";
import {
  assertSolvent,
  claim,
  proofOf,
  prove,
  proveArgs,
  state,
  submitTask,
  submitTasks,
  type SubmittedTask,
  word,
} from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  program,
  projectId,
  projectRegistry,
  proverRegistry,
  publishedProgram,
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";
import { deployHostileVerifier, taskCall, verifierMode } from "./support.ts";

const { owner, prover, operator, rival, hunter } = actors;
const version = word(0x666n);

describe("Attack: a project's own verifier that turns against its provers", () => {
  let verifier: Awaited<ReturnType<typeof deployHostileVerifier>>;
  let task: SubmittedTask;

  beforeEach(async () => {
    await reset();
    verifier = await deployHostileVerifier();
    const hostile = { ...publishedProgram, verifier: verifier.address };
    await mined(projectRegistry.write.publishProgram([projectId, version, hostile], { account: owner }));
    [task] = (await submitTasks([{ inputHash: word(1n), dataHash: word(1n) }], [], version)) as [SubmittedTask];
    await mined(claim(task));
  });

  afterEach(() => assertSolvent());

  const settle = (gas?: bigint) => taskManager.write.prove([...task.key, "0x", "0x01"], { gas });

  it("changes nothing while it verifies: it is asked in a static call", async () => {
    await verifier.write.setMode([verifierMode.write]);
    await assert.rejects(mined(settle(2_000_000n)));
    assert.equal(await verifier.read.written(), 0n);
    assert.equal(await taskManager.read.stateOf([task.id]), state.claimed);
  });

  it("moves no money and settles nothing from inside", async () => {
    for (const call of [
      taskCall("prove", [...task.key, "0x", "0x01"]),
      taskCall("claim", (await submitTask(3n)).key),
      taskCall("submit", [projectId, version, [{ inputHash: word(5n), dataHash: word(5n) }]]),
    ]) {
      await verifier.write.setReentrantCall([taskManager.address, call]); // it would give itself away
      await mined(taskManager.write.prove([...task.key, "0x", "0x01"], { gas: 3_000_000n }));
      [task] = (await submitTasks([{ inputHash: word(1n), dataHash: call.slice(0, 66) as Hex }], [], version)) as [
        SubmittedTask,
      ];
      await mined(claim(task));
    }
  });

  it("takes no other project's escrow, whatever it accepts: it spends its own project's alone", async () => {
    const other = 2n;
    await mined(projectRegistry.write.register({ account: rival }));
    await mined(
      taskManager.write.deposit([other, native, parseEther("5")], { account: rival, value: parseEther("5") }),
    );
    await mined(settle());
    assert.equal(await taskManager.read.escrowOf([other, native]), parseEther("5"));
    assert.ok((await taskManager.read.escrowOf([projectId, native])) <= escrow - terms.minReward);
  });

  it("starves no other call of a batch, by burning gas or by what it returns", async () => {
    for (const mode of [verifierMode.burnGas, verifierMode.returnBomb]) {
      await verifier.write.setMode([mode]);
      const good = await submitTask(BigInt(mode) + 20n);
      await mined(claim(good));
      const calls = [
        taskCall("prove", [...task.key, "0x", "0x01"]),
        taskCall("prove", proveArgs(good, await proofOf(good))),
      ];
      const { logs, gasUsed } = await mined(taskManager.write.attempt([calls, 500_000n], { gas: 3_000_000n }));
      const failed = parseEventLogs({ abi: taskManager.abi, logs, eventName: "CallFailed" });
      assert.deepEqual(
        failed.map(({ args }) => args.index),
        [0n],
      );
      assert.equal(await taskManager.read.stateOf([good.id]), state.settled);
      assert.ok(gasUsed < 1_000_000n, String(gasUsed));
    }
  });

  it("cannot be swapped for another: a version names its verifier for good", async () => {
    const call = projectRegistry.write.publishProgram([projectId, version, publishedProgram], { account: owner });
    await reverts(call, "ProgramAlreadyPublished", [projectId, version]);
  });

  it("keeps no task for ever: it is refunded like any other", async () => {
    await verifier.write.setMode([verifierMode.reject]);
    await nextBlockAt(task.deadline + 1);
    await mined(taskManager.write.expire(task.key));
    await mined(taskManager.write.refund(task.key));
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("SUCCEEDS in costing provers their collateral, of which its owner gains a tenth: provers must know the verifier", async () => {
    await taskManager.simulate.prove([...task.key, "0x", "0x01"], { account: operator }); // it looked harmless
    await verifier.write.setMode([verifierMode.reject]);
    await reverts(settle(), "ProofRejected");
    await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
    await mined(taskManager.write.expire(task.key, { account: owner }));
    assert.equal((await proverRegistry.read.prover([prover])).stake, stake - terms.collateral);
    assert.equal(await taskManager.read.owedTo([native, owner]), terms.collateral / 10n);
  });

  it("costs nothing with verifiers that cannot change: a registered key and its program stay what they are", async () => {
    const safe = await submitTask();
    await mined(claim(safe));
    assert.equal((await projectRegistry.read.readOffer([safe.key[0]])).programId, program.programId);
    await mined(prove(safe, await proofOf(safe), hunter));
  });
});
