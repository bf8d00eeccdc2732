import assert from "node:assert/strict";
import { type Address, encodeFunctionData, type Hex, zeroAddress } from "viem";
import type { Proof } from "../../../node/proving/types.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { dappMode, deployMockDapp } from "../support/mocks.ts";
import {
  assertSolvent,
  claimedTask,
  proofOf,
  prove,
  proveArgs,
  proveBatchArgs,
  settledTask,
  state,
  type SubmittedTask,
  word,
} from "../support/tasks.ts";
import { actors, native, nobody, projectId, projectRegistry, reset, taskManager, version } from "../support/world.ts";

const { owner, prover, stranger } = actors;
const callbackGas = 100_000;

describe("Delivering a result to the project's dApp", () => {
  let dapp: Awaited<ReturnType<typeof deployMockDapp>>;

  beforeEach(async () => {
    await reset();
    dapp = await deployMockDapp();
    await bind(dapp.address);
  });
  afterEach(() => assertSolvent());

  const bind = (address: Address, gas = callbackGas) =>
    mined(projectRegistry.write.bindDapp([projectId, address, gas], { account: owner }));

  const deliveryOf = async (sent: Promise<Hex>) =>
    (await eventsOf(sent)).filter(([name]) => ["ResultDelivered", "DeliveryFailed", "Processed"].includes(name));

  async function provable(): Promise<{ task: SubmittedTask; proof: Proof }> {
    const task = await claimedTask();
    return { task, proof: await proofOf(task) };
  }

  it("happens last, with project, task and journal, and an empty client id", async () => {
    const { task, proof } = await provable();
    const events = await eventsOf(prove(task, proof));
    const [processed, delivered] = events.slice(-2);
    assert.equal(processed?.[0], "Processed");
    const { gas, ...args } = processed[1] as { gas: bigint };
    assert.deepEqual(args, { projectId, taskId: task.id, clientId: "", data: proof.journal });
    assert.ok(gas <= BigInt(callbackGas));
    assert.deepEqual(delivered, ["ResultDelivered", { taskId: task.id, dapp: dapp.address }]);
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("tells a dApp that asks the task's offer, while it is called and at no other time", async () => {
    await dapp.write.setMode([dappMode.ask]);
    const first = await provable();
    const [offer] = first.task.key;
    const askedOf = async (sent: Promise<Hex>) => (await eventsOf(sent)).filter(([name]) => name === "Asked");
    assert.deepEqual(await askedOf(prove(first.task, first.proof)), [["Asked", { taskId: first.task.id, offer }]]);
    assert.equal(await taskManager.read.deliveredOffer(), zeroAddress);

    const batch = [await claimedTask(8n, 2n), await claimedTask(9n, 3n)];
    const sent = taskManager.write.proveBatch(await proveBatchArgs(batch), { account: stranger });
    assert.deepEqual(
      await askedOf(sent),
      batch.map(({ id }) => ["Asked", { taskId: id, offer }]),
    );

    await dapp.write.setMode([dappMode.revert]);
    const late = await settledTask(10n, 4n);
    await bind(dapp.address, callbackGas + 1); // the next tasks' offer is another
    await dapp.write.setMode([dappMode.ask]);
    const retried = taskManager.write.retryDelivery([...late.key, late.journal], { account: stranger });
    assert.deepEqual(await askedOf(retried), [["Asked", { taskId: late.id, offer }]]);
  });

  it("does not happen where no dApp is bound", async () => {
    await bind(zeroAddress, 0);
    const { task, proof } = await provable();
    assert.deepEqual(await deliveryOf(prove(task, proof)), []);
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  for (const mode of ["revert", "burnGas", "returnBomb"] as const) {
    it(`cannot stop the settlement: a dApp in mode ${mode} leaves the task paid and undelivered`, async () => {
      await dapp.write.setMode([dappMode[mode]]);
      const { task, proof } = await provable();
      assert.deepEqual(await deliveryOf(prove(task, proof)), [
        ["DeliveryFailed", { taskId: task.id, dapp: dapp.address }],
      ]);
      assert.equal(await taskManager.read.stateOf([task.id]), state.undelivered);
      assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
      assert.equal(await taskManager.read.isResult([task.id, proof.journal]), true);
    });
  }

  it("costs the settler no more than the cap, whatever the dApp burns or returns", async () => {
    const accepted = await provable();
    const normal = (await mined(prove(accepted.task, accepted.proof))).gasUsed;
    for (const mode of [dappMode.burnGas, dappMode.returnBomb]) {
      await dapp.write.setMode([mode]);
      const task = await claimedTask(8n, BigInt(mode));
      const { gasUsed } = await mined(prove(task, await proofOf(task)));
      assert.ok(gasUsed < normal + BigInt(callbackGas) + 25_000n, `mode ${mode}: ${gasUsed} after ${normal}`);
    }
  });

  it("fails where there is no contract at the bound address", async () => {
    await bind(nobody);
    const { task, proof } = await provable();
    assert.deepEqual(await deliveryOf(prove(task, proof)), [["DeliveryFailed", { taskId: task.id, dapp: nobody }]]);
    assert.equal(await taskManager.read.stateOf([task.id]), state.undelivered);
  });

  it("cannot be starved: with too little gas for the callback the whole call reverts", async () => {
    await bind(dapp.address, 1_000_000);
    const { task, proof } = await provable();
    const args = proveArgs(task, proof);
    const call = taskManager.simulate.prove(args, { account: stranger, gas: 1_000_000n });
    await reverts(call, "InsufficientGas");
  });

  it("gets all of its gas with whatever limit gas estimation finds", async () => {
    await bind(dapp.address, 1_000_000);
    const { task, proof } = await provable();
    const args = proveArgs(task, proof);
    const gas = await taskManager.estimateGas.prove(args, { account: stranger });
    const events = await eventsOf(taskManager.write.prove(args, { account: stranger, gas }));
    const [, processed] = events.find(([name]) => name === "Processed")!;
    assert.ok((processed as { gas: bigint }).gas > 990_000n);
  });

  it("finds the task settled: a dApp can read its result, and cannot settle it again", async () => {
    const { task, proof } = await provable();
    const again = encodeFunctionData({
      abi: taskManager.abi,
      functionName: "prove",
      args: proveArgs(task, proof),
    });
    await dapp.write.setReentrantCall([taskManager.address, again]);
    assert.deepEqual(await deliveryOf(prove(task, proof)), [
      ["DeliveryFailed", { taskId: task.id, dapp: dapp.address }],
    ]);

    const readable = await claimedTask(8n, 2n);
    const read = encodeFunctionData({ abi: taskManager.abi, functionName: "resultOf", args: [readable.id] });
    await dapp.write.setReentrantCall([taskManager.address, read]);
    const [, delivered] = await deliveryOf(prove(readable, await proofOf(readable)));
    assert.equal(delivered?.[0], "ResultDelivered");
  });

  describe("again, with TaskManager.retryDelivery,", () => {
    async function undelivered() {
      await dapp.write.setMode([dappMode.revert]);
      const task = await settledTask();
      assert.equal(await taskManager.read.stateOf([task.id]), state.undelivered);
      return task;
    }

    const retry = (task: SubmittedTask & Proof) =>
      taskManager.write.retryDelivery([...task.key, task.journal], { account: stranger });

    it("succeeds once the dApp is mended; anyone may", async () => {
      const task = await undelivered();
      await dapp.write.setMode([dappMode.accept]);
      const events = await deliveryOf(retry(task));
      assert.deepEqual(
        events.map(([name]) => name),
        ["Processed", "ResultDelivered"],
      );
      assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
      assert.equal(await taskManager.read.isResult([task.id, task.journal]), true);
    });

    it("goes to the dApp that is bound now", async () => {
      const task = await undelivered();
      const other = await deployMockDapp();
      await bind(other.address);
      const [, delivered] = await deliveryOf(retry(task));
      assert.deepEqual(delivered, ["ResultDelivered", { taskId: task.id, dapp: other.address }]);
    });

    it("goes to the dApp that was bound at first where the version is retired: one bound since gets nothing of it", async () => {
      const task = await undelivered();
      const other = await deployMockDapp();
      await bind(other.address);
      await mined(projectRegistry.write.retireProgram([projectId, version], { account: owner }));
      await reverts(retry(task), "DeliveryStillFails", [task.id, dapp.address]);
      await dapp.write.setMode([dappMode.accept]);
      const [, delivered] = await deliveryOf(retry(task));
      assert.deepEqual(delivered, ["ResultDelivered", { taskId: task.id, dapp: dapp.address }]);
    });

    it("pays nobody", async () => {
      const task = await undelivered();
      const owed = await taskManager.read.owedTo([native, prover]);
      await dapp.write.setMode([dappMode.accept]);
      await mined(retry(task));
      assert.equal(await taskManager.read.owedTo([native, prover]), owed);
    });

    it("reverts while the dApp still fails, and leaves the task to be retried", async () => {
      const task = await undelivered();
      await reverts(retry(task), "DeliveryStillFails", [task.id, dapp.address]);
      assert.equal(await taskManager.read.stateOf([task.id]), state.undelivered);
    });

    it("reverts while no dApp is bound", async () => {
      const task = await undelivered();
      await bind(zeroAddress, 0);
      await reverts(retry(task), "DeliveryStillFails", [task.id, zeroAddress]);
    });

    it("delivers once: not after a success, not for a task that was delivered at once", async () => {
      const task = await undelivered();
      await dapp.write.setMode([dappMode.accept]);
      await mined(retry(task));
      await reverts(retry(task), "TaskNotUndelivered", [task.id, state.settled]);
      const other = await settledTask(8n, 2n);
      await reverts(retry(other), "TaskNotUndelivered", [other.id, state.settled]);
    });

    it("cannot be entered again from inside the dApp, to be delivered twice", async () => {
      const task = await undelivered();
      const args = [...task.key, task.journal] as const;
      const again = encodeFunctionData({ abi: taskManager.abi, functionName: "retryDelivery", args });
      await dapp.write.setReentrantCall([taskManager.address, again]);
      await reverts(retry(task), "DeliveryStillFails");
    });

    it("refuses another journal than the verified one", async () => {
      const task = await undelivered();
      await reverts(retry({ ...task, journal: word(1n) }), "JournalMismatch", [task.id]);
    });

    it("cannot be starved of gas", async () => {
      const task = await undelivered();
      await dapp.write.setMode([dappMode.accept]);
      await bind(dapp.address, 1_000_000);
      const call = taskManager.simulate.retryDelivery([...task.key, task.journal], {
        account: stranger,
        gas: 900_000n,
      });
      await reverts(call, "InsufficientGas");
    });
  });
});
