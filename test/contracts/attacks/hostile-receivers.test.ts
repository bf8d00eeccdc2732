import assert from "node:assert/strict";
import { parseEther } from "viem";
import { mined, reverts } from "../support/expect.ts";
import {
  assertSolvent,
  claimedTask,
  proofOf,
  prove,
  settledTask,
  state,
  submitTasks,
  dataHash,
} from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  native,
  nextBlockAt,
  program,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  taskManager,
  version,
} from "../support/world.ts";
import { accountMode, deployHostileAccount, deployProver, type HostileAccount, taskCall } from "./support.ts";

const { owner, prover, beneficiary, hunter, stranger } = actors;

describe("Attack: a beneficiary that reverts, burns its gas or bombs with what it returns", () => {
  let hostile: HostileAccount;

  beforeEach(async () => {
    await reset();
    hostile = await deployHostileAccount();
    await mined(proverRegistry.write.setBeneficiary([hostile.address], { account: prover }));
  });

  afterEach(() => assertSolvent());

  for (const mode of ["revert", "burnGas"] as const) {
    it(`keeps no task from being settled, and only its own money from being paid: ${mode}`, async () => {
      await hostile.write.setMode([accountMode[mode]]);
      await settledTask();
      const owed = await taskManager.read.owedTo([native, prover]);
      await reverts(taskManager.write.collect([native, prover], { gas: 500_000n }), "TransferFailed");
      // Nobody else waits for it.
      await mined(taskManager.write.collect([native, actors.gateway]));
      // And it is not lost to the prover.
      await mined(proverRegistry.write.setBeneficiary([beneficiary], { account: prover }));
      const before = await balanceOf(beneficiary);
      await mined(taskManager.write.collect([native, prover]));
      assert.equal((await balanceOf(beneficiary)) - before, owed);
    });
  }

  it("is paid in spite of its bomb, which costs the sender what it costs the beneficiary and not twice", async () => {
    await hostile.write.setMode([accountMode.returnBomb]);
    await settledTask();
    const owed = await taskManager.read.owedTo([native, prover]);
    const { gasUsed } = await mined(taskManager.write.collect([native, prover]));
    assert.equal(await balanceOf(hostile.address), owed);
    // A megabyte of memory is 2,050,000 gas; copied it would be twice that.
    assert.ok(gasUsed < 2_300_000n, String(gasUsed));
  });
});

describe("Attack: other accounts that take no money", () => {
  beforeEach(reset);

  it("a gateway: its share is credited, so its tasks settle", async () => {
    const gateway = await deployHostileAccount();
    await gateway.write.setMode([accountMode.revert]);
    await mined(projectRegistry.write.setGateway([projectId, gateway.address, true, ""], { account: owner }));
    const input = { inputHash: program.inputHashOf(7n), dataHash: dataHash() };
    const { logs } = await mined(
      gateway.write.run([taskManager.address, taskCall("submit", [projectId, version, [input]])]),
    );
    assert.equal(logs.length > 0, true);
    const submittedAt = Number((await taskManager.getEvents.TasksSubmitted()).at(-1)!.args.submittedAt);
    const { result: offer } = await projectRegistry.simulate.offerFor([projectId, version, gateway.address]);
    const key = [offer[0], { gateway: gateway.address, submittedAt, ...input }] as const;
    const id = await taskManager.read.taskIdOf(key);
    await mined(taskManager.write.claim(key, { account: actors.operator }));
    const task = { id, key, submittedAt, deadline: 0, root: 7n };
    await mined(prove(task, await proofOf(task)));
    assert.equal(await taskManager.read.stateOf([id]), state.settled);
    assert.ok((await taskManager.read.owedTo([native, gateway.address])) > 0n);
    await reverts(taskManager.write.collect([native, gateway.address]), "TransferFailed");
    await mined(taskManager.write.collect([native, prover]));
  });

  it("a bounty hunter: the claim ends all the same", async () => {
    const contract = await deployHostileAccount();
    await contract.write.setMode([accountMode.revert]);
    const task = await claimedTask();
    await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
    await mined(contract.write.run([taskManager.address, taskCall("expire", task.key)]));
    assert.equal(await taskManager.read.stateOf([task.id]), state.open);
    assert.equal(await taskManager.read.owedTo([native, contract.address]), parseEther("1"));
    await assertSolvent();
  });

  it("a prover: it is slashed like any other", async () => {
    const contract = await deployProver(parseEther("10"));
    await contract.write.setMode([accountMode.revert]);
    const [task] = await submitTasks([{ inputHash: program.inputHashOf(7n), dataHash: dataHash() }], [7n]);
    await mined(contract.write.run([taskManager.address, taskCall("claim", task!.key)]));
    await nextBlockAt((await taskManager.read.claimOf([task!.id]))[1] + 1);
    await mined(taskManager.write.expire(task!.key, { account: hunter }));
    assert.equal((await proverRegistry.read.prover([contract.address])).stake, 0n);
    await assertSolvent(contract.address);
  });

  it("somebody who sends IOTX to the contracts outright: it is refused rather than lost", async () => {
    const sender = await deployHostileAccount();
    for (const to of [taskManager.address, proverRegistry.address]) {
      await reverts(sender.write.run([to, "0x"], { account: stranger, value: 1n }), "CallFailed");
    }
  });
});
