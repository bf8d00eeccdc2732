import assert from "node:assert/strict";
import { encodeFunctionData, type Hex, parseEther, parseEventLogs, zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { dappMode, deployMockDapp, deployMockToken } from "../support/mocks.ts";
import {
  assertSolvent,
  claimedTask,
  proofOf,
  prove,
  proveArgs,
  proveBatchArgs,
  settledTask,
  state,
} from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  native,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  taskManager,
} from "../support/world.ts";
import {
  deployHostileAccount,
  deployProver,
  type HostileAccount,
  hostileAccountAbi,
  proverCall,
  reentranceError,
  taskCall,
} from "./support.ts";

const { owner, prover } = actors;
const hostileProject = projectId + 1n;

describe("Attack: reentrancy through a token's transfer", () => {
  let thief: HostileAccount;
  let token: Awaited<ReturnType<typeof deployMockToken>>;
  const amount = 1000n;

  beforeEach(async () => {
    await reset();
    thief = await deployHostileAccount();
    token = await deployMockToken();
    // Another project has escrow in the same token: what the thief is after.
    await token.write.mint([owner, amount]);
    await token.write.approve([taskManager.address, amount], { account: owner });
    await mined(taskManager.write.deposit([projectId, token.address, amount], { account: owner }));

    const register = encodeFunctionData({ abi: projectRegistry.abi, functionName: "register" });
    await mined(thief.write.run([projectRegistry.address, register]));
    await token.write.mint([thief.address, amount]);
    const approve = encodeFunctionData({
      abi: token.abi,
      functionName: "approve",
      args: [taskManager.address, amount],
    });
    await mined(thief.write.run([token.address, approve]));
  });

  afterEach(async () => {
    await token.write.setManners([0]);
    assert.equal(await taskManager.read.escrowOf([projectId, token.address]), amount);
    await assertSolvent();
  });

  /** The token calls the thief in the middle of every transfer, and the thief calls the TaskManager. */
  const callBack = (data: Hex) =>
    token.write.setCallback([
      thief.address,
      encodeFunctionData({ abi: hostileAccountAbi, functionName: "run", args: [taskManager.address, data] }),
    ]);

  const deposit = (value: bigint) => taskCall("deposit", [hostileProject, token.address, value]);
  const withdraw = (value: bigint) => taskCall("withdraw", [hostileProject, token.address, value, thief.address]);

  it("withdraws nothing twice", async () => {
    await mined(thief.write.run([taskManager.address, deposit(amount)]));
    await callBack(withdraw(amount / 2n));
    await reverts(thief.write.run([taskManager.address, withdraw(amount / 2n)]), "CallFailed");
    assert.equal(await taskManager.read.escrowOf([hostileProject, token.address]), amount);
  });

  it("counts no arrival twice", async () => {
    await callBack(deposit(amount / 2n));
    await reverts(thief.write.run([taskManager.address, deposit(amount / 2n)]), "CallFailed");
    assert.equal(await taskManager.read.escrowOf([hostileProject, token.address]), 0n);
  });

  it("withdraws nothing that is only arriving", async () => {
    await callBack(withdraw(amount / 2n));
    await reverts(thief.write.run([taskManager.address, deposit(amount / 2n)]), "CallFailed");
  });
});

describe("Attack: reentrancy through whoever is paid IOTX", () => {
  beforeEach(reset);

  /** What the account's call from within its payment came to. */
  async function reentered(sent: Promise<Hex>) {
    const { logs } = await mined(sent);
    const [event] = parseEventLogs({ abi: hostileAccountAbi, logs, eventName: "Reentered" });
    return event?.args;
  }
  const refused = { succeeded: false, returned: reentranceError };

  it("collects a reward once: the beneficiary's second call is refused", async () => {
    await settledTask();
    const thief = await deployHostileAccount();
    await mined(proverRegistry.write.setBeneficiary([thief.address], { account: prover }));
    await thief.write.setReentrantCall([taskManager.address, taskCall("collect", [native, prover])]);
    const owed = await taskManager.read.owedTo([native, prover]);
    assert.deepEqual(await reentered(taskManager.write.collect([native, prover])), refused);
    assert.equal(await balanceOf(thief.address), owed);
    await assertSolvent();
  });

  it("withdraws escrow once: the owner's second call is refused", async () => {
    const thief = await deployHostileAccount();
    const register = encodeFunctionData({ abi: projectRegistry.abi, functionName: "register" });
    await mined(thief.write.run([projectRegistry.address, register]));
    const value = parseEther("1");
    await mined(taskManager.write.deposit([hostileProject, native, 2n * value], { value: 2n * value }));
    const withdraw = taskCall("withdraw", [hostileProject, native, value, thief.address]);
    await thief.write.setReentrantCall([taskManager.address, withdraw]);
    assert.deepEqual(await reentered(thief.write.run([taskManager.address, withdraw])), refused);
    assert.equal(await balanceOf(thief.address), value);
    assert.equal(await taskManager.read.escrowOf([hostileProject, native]), value);
    await assertSolvent();
  });

  it("withdraws stake once: the prover's second call is refused", async () => {
    const value = parseEther("1");
    const thief = await deployProver(value);
    await mined(thief.write.run([proverRegistry.address, proverCall("requestUnstake", [value])]));
    await nextBlockAt((await now()) + 7 * 86_400);
    const withdraw = proverCall("withdraw", [thief.address]);
    await thief.write.setReentrantCall([proverRegistry.address, withdraw]);
    assert.deepEqual(await reentered(thief.write.run([proverRegistry.address, withdraw])), refused);
    assert.equal(await balanceOf(thief.address), value);
    await assertSolvent(thief.address);
  });
});

describe("Attack: reentrancy through a dApp", () => {
  let dapp: Awaited<ReturnType<typeof deployMockDapp>>;

  beforeEach(async () => {
    await reset();
    dapp = await deployMockDapp();
    await mined(projectRegistry.write.bindDapp([projectId, dapp.address, 1_500_000], { account: owner }));
  });

  afterEach(() => assertSolvent());

  it("moves no money and settles nothing from inside its callback: all of it is refused", async () => {
    const other = await claimedTask(1n);
    const otherProof = await proofOf(other);
    await mined(prove(other, otherProof)); // so that something can be collected
    const third = await claimedTask(3n);
    const calls = [
      taskCall("collect", [native, prover]),
      taskCall("withdraw", [projectId, native, 1n, dapp.address]),
      taskCall("deposit", [projectId, native, 0n]),
      taskCall("prove", proveArgs(third, await proofOf(third))),
      taskCall("proveBatch", await proveBatchArgs([third])),
      taskCall("retryDelivery", [...other.key, otherProof.journal]),
    ];
    const owed = await taskManager.read.owedTo([native, prover]);
    let paid = 0n;
    for (const [i, call] of calls.entries()) {
      await dapp.write.setReentrantCall([taskManager.address, call]); // it reverts unless its call succeeds
      const task = await claimedTask(10n + BigInt(i));
      await mined(prove(task, await proofOf(task)));
      assert.equal(await taskManager.read.stateOf([task.id]), state.undelivered, call);
      paid += 1n;
    }
    assert.equal(await taskManager.read.stateOf([third.id]), state.claimed);
    assert.ok((await taskManager.read.owedTo([native, prover])) > owed + paid);
  });

  it("has no other result delivered inside its own by an attempt: it would be asked about the wrong offer", async () => {
    const other = await claimedTask(1n);
    await dapp.write.setMode([dappMode.revert]);
    const { journal, proof } = await proofOf(other);
    await mined(prove(other, { journal, proof })); // undelivered
    const retry = taskCall("retryDelivery", [...other.key, journal]);
    await dapp.write.setReentrantCall([taskManager.address, taskCall("attempt", [[retry], 500_000n])]);
    const task = await claimedTask(2n);
    const proved = await eventsOf(prove(task, await proofOf(task)));
    const failed = proved.filter(([name]) => name === "CallFailed");
    assert.deepEqual(failed, [["CallFailed", { index: 0n, reason: reentranceError }]]);
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled); // attempt itself succeeds
    assert.equal(await taskManager.read.stateOf([other.id]), state.undelivered);
    assert.equal(await taskManager.read.deliveredOffer(), zeroAddress);
  });

  it("is paid for its own task once, though it proves it again from inside", async () => {
    const task = await claimedTask();
    const proof = await proofOf(task);
    await dapp.write.setReentrantCall([taskManager.address, taskCall("prove", proveArgs(task, proof))]);
    await mined(prove(task, proof));
    const owed = await taskManager.read.owedTo([native, prover]);
    assert.equal(await taskManager.read.stateOf([task.id]), state.undelivered);
    await reverts(prove(task, proof), "TaskNotClaimed", [task.id, state.undelivered]);
    assert.equal(await taskManager.read.owedTo([native, prover]), owed);
  });

  it("may do what anyone may: expiring another task from inside upsets nothing", async () => {
    const late = await claimedTask(1n);
    await nextBlockAt((await now()) + 61);
    const task = await claimedTask(2n);
    await dapp.write.setReentrantCall([taskManager.address, taskCall("expire", late.key)]);
    await mined(prove(task, await proofOf(task)));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
    assert.equal(await taskManager.read.stateOf([late.id]), state.open);
    assert.equal(await taskManager.read.owedTo([native, dapp.address]), parseEther("1"));
    const { collateral } = await proverRegistry.read.prover([prover]);
    assert.equal(collateral, 0n);
    // The bounty is the dApp's; it takes no IOTX, so it stays owed: nobody else's money is held up.
    await reverts(taskManager.write.collect([native, dapp.address]), "TransferFailed");
  });
});
