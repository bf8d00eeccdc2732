import assert from "node:assert/strict";
import { type Hex, parseEventLogs } from "viem";
import { mined, reverts } from "../support/expect.ts";
import { dappMode, deployMockDapp } from "../support/mocks.ts";
import {
  assertSolvent,
  claimedTask,
  proofOf,
  prove,
  proveArgs,
  proveBatchArgs,
  state,
  type SubmittedTask,
} from "../support/tasks.ts";
import {
  actors,
  native,
  nextBlockAt,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, stranger } = actors;
const cap = 300_000;

describe("Attack: a dApp that reverts, burns its gas or bombs with what it returns", () => {
  let dapp: Awaited<ReturnType<typeof deployMockDapp>>;

  beforeEach(async () => {
    await reset();
    dapp = await deployMockDapp();
    await mined(projectRegistry.write.bindDapp([projectId, dapp.address, cap], { account: owner }));
  });

  afterEach(() => assertSolvent());

  for (const mode of ["revert", "burnGas", "returnBomb"] as const) {
    describe(mode, () => {
      beforeEach(() => dapp.write.setMode([dappMode[mode]]));

      it("keeps no prover from being paid, nor its collateral from being freed", async () => {
        const task = await claimedTask();
        await mined(prove(task, await proofOf(task)));
        assert.equal(await taskManager.read.stateOf([task.id]), state.undelivered);
        assert.ok((await taskManager.read.owedTo([native, prover])) >= (terms.minReward * 9n) / 10n);
        assert.equal((await proverRegistry.read.prover([prover])).collateral, 0n);
      });

      it("costs whoever settles no more than the gas the project announced", async () => {
        const [quiet, loud] = [await claimedTask(1n, 1n), await claimedTask(1n, 2n)];
        await dapp.write.setMode([dappMode.revert]);
        const normal = await gasOf(prove(quiet, await proofOf(quiet)));
        await dapp.write.setMode([dappMode[mode]]);
        const args = proveArgs(loud, await proofOf(loud));
        const attacked = await gasOf(taskManager.write.prove(args, { account: stranger, gas: 2_000_000n }));
        assert.ok(attacked < normal + BigInt(cap) + 30_000n, `${attacked} against ${normal}`);
      });

      it("keeps no other task of its batch from being settled", async () => {
        const tasks = [await claimedTask(1n), await claimedTask(2n), await claimedTask(3n)];
        await mined(taskManager.write.proveBatch(await proveBatchArgs(tasks), { gas: 6_000_000n }));
        await states(tasks, state.undelivered);
        await dapp.write.setMode([dappMode.accept]);
      });

      it("keeps no result from being read, and delays it no longer than the dApp itself likes", async () => {
        const task = await claimedTask();
        const { journal, proof } = await proofOf(task);
        await mined(prove(task, { journal, proof }));
        assert.equal(await taskManager.read.isResult([task.id, journal]), true);
        const retry = taskManager.write.retryDelivery([...task.key, journal], { gas: 2_000_000n });
        await reverts(retry, "DeliveryStillFails");
        await dapp.write.setMode([dappMode.accept]);
        await mined(taskManager.write.retryDelivery([...task.key, journal]));
        assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
      });
    });
  }

  it("that spares its gas until the end still gets its cap and no more, however much is sent along", async () => {
    const task = await claimedTask();
    const sent = taskManager.write.prove(proveArgs(task, await proofOf(task)), { gas: 10_000_000n });
    const [processed] = parseEventLogs({ abi: dapp.abi, logs: (await mined(sent)).logs, eventName: "Processed" });
    assert.ok(processed && processed.args.gas <= BigInt(cap));
    assert.ok(processed.args.gas > BigInt(cap) - 3_000n);
  });

  it("cannot be made to fail by whoever sends too little gas", async () => {
    const task = await claimedTask();
    const args = proveArgs(task, await proofOf(task));
    for (const gas of [330_000n, 450_000n, 550_000n]) {
      await assert.rejects(mined(taskManager.write.prove(args, { gas })));
    }
    await mined(taskManager.write.prove(args, { gas: 800_000n }));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("cannot be given work after it was unbound: open tasks keep the offer they have, and no more are made", async () => {
    await dapp.write.setMode([dappMode.burnGas]);
    await mined(projectRegistry.write.bindDapp([projectId, `0x${"0".repeat(40)}`, 0], { account: owner }));
    const task = await claimedTask();
    await mined(prove(task, await proofOf(task)));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("cannot ask for so much gas that no block settles its tasks", async () => {
    const call = projectRegistry.write.bindDapp([projectId, dapp.address, 2_000_001], { account: owner });
    await reverts(call, "CallbackGasTooHigh", [2_000_001, 2_000_000]);
  });

  it("cannot hold a task beyond its deadline either: undelivered is settled", async () => {
    await dapp.write.setMode([dappMode.revert]);
    const task = await claimedTask();
    await mined(prove(task, await proofOf(task)));
    await nextBlockAt(task.deadline + 1);
    await reverts(taskManager.write.refund(task.key), "TaskNotOpen", [task.id, state.undelivered]);
    await reverts(taskManager.write.expire(task.key), "TaskNotClaimed", [task.id, state.undelivered]);
  });

  async function states(tasks: SubmittedTask[], expected: number): Promise<void> {
    for (const { id } of tasks) assert.equal(await taskManager.read.stateOf([id]), expected);
  }
});

async function gasOf(sent: Promise<Hex>): Promise<bigint> {
  return (await mined(sent)).gasUsed;
}
