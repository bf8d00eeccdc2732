import assert from "node:assert/strict";
import {
  concat,
  decodeFunctionResult,
  encodeErrorResult,
  encodeFunctionData,
  type Hex,
  padHex,
  size,
  toFunctionSelector,
} from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { deployMockDapp, deployMockVerifier } from "../support/mocks.ts";
import {
  assertSolvent,
  claim,
  claimedTask,
  proofOf,
  prove,
  proveArgs,
  state,
  type SubmittedTask,
  submitTask,
  submitTasks,
  word,
} from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  projectId,
  projectRegistry,
  publicClient,
  publishedProgram,
  reset,
  taskManager,
} from "../support/world.ts";

const { owner, prover, operator, rival, stranger, hunter } = actors;
const { abi } = taskManager;

const claimCall = ({ key }: SubmittedTask) => encodeFunctionData({ abi, functionName: "claim", args: key });
const gasEach = 500_000n;
const attempt = (calls: Hex[], account = operator) => taskManager.write.attempt([calls, gasEach], { account });

describe("TaskManager.attempt", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("makes the calls as the caller, and skips and reports those that revert", async () => {
    const tasks = [await submitTask(1n), await submitTask(2n), await submitTask(3n)];
    await mined(claim(tasks[1]!, rival)); // somebody was faster
    const { result } = await taskManager.simulate.attempt([tasks.map(claimCall), gasEach], { account: operator });
    assert.deepEqual(result, [true, false, true]);
    const events = await eventsOf(attempt(tasks.map(claimCall)));
    const reason = encodeErrorResult({ abi, errorName: "TaskNotOpen", args: [tasks[1]!.id, state.claimed] });
    assert.deepEqual(
      events.map(([name]) => name),
      ["TaskClaimed", "CallFailed", "TaskClaimed"],
    );
    assert.deepEqual(events[1], ["CallFailed", { index: 1n, reason }]);
    assert.equal((await taskManager.read.claimOf([tasks[2]!.id]))[0], prover);
  });

  it("settles the good proofs of a batch", async () => {
    const tasks = [await claimedTask(1n), await claimedTask(2n)];
    const proofs = [await proofOf(tasks[0]!), await proofOf(tasks[1]!, rival)];
    const calls = tasks.map((task, i) =>
      encodeFunctionData({ abi, functionName: "prove", args: proveArgs(task, proofs[i]!) }),
    );
    const events = await eventsOf(attempt(calls, stranger));
    const reason = encodeErrorResult({ abi, errorName: "ProofRejected" });
    assert.deepEqual(events.at(-1), ["CallFailed", { index: 1n, reason }]);
    assert.equal(await taskManager.read.stateOf([tasks[0]!.id]), state.settled);
    assert.equal(await taskManager.read.stateOf([tasks[1]!.id]), state.claimed);
  });

  it("expires and refunds what can be, to whoever calls", async () => {
    const [late, open, settled] = [await claimedTask(1n), await submitTask(2n), await claimedTask(3n)];
    await mined(prove(settled, await proofOf(settled)));
    await nextBlockAt(open.deadline + 100);
    const calls = [late, open, settled].flatMap(({ key }) => [
      encodeFunctionData({ abi, functionName: "expire", args: key }),
      encodeFunctionData({ abi, functionName: "refund", args: key }),
    ]);
    const events = await eventsOf(attempt(calls, hunter));
    assert.deepEqual(
      events.filter(([name]) => name === "CallFailed").map(([, args]) => (args as { index: bigint }).index),
      [2n, 4n, 5n],
    );
    assert.ok((await taskManager.read.owedTo([native, hunter])) > 0n);
    for (const { id } of [late, open]) assert.equal(await taskManager.read.stateOf([id]), state.refunded);
  });

  it("submits, retries deliveries and collects too", async () => {
    const dapp = await deployMockDapp();
    await mined(projectRegistry.write.bindDapp([projectId, dapp.address, 100_000], { account: owner }));
    await dapp.write.setMode([1]);
    const task = await claimedTask(1n);
    const proof = await proofOf(task);
    await mined(prove(task, proof));
    await dapp.write.setMode([0]);
    const retry = encodeFunctionData({ abi, functionName: "retryDelivery", args: [...task.key, proof.journal] });
    const collect = encodeFunctionData({ abi, functionName: "collect", args: [native, prover] });
    const events = await eventsOf(attempt([retry, retry, collect, collect], stranger));
    assert.deepEqual(
      events.map(([name]) => name),
      ["Processed", "ResultDelivered", "CallFailed", "Collected", "CallFailed"],
    );
  });

  it("lets no call use more gas than it was given, and starves none", async () => {
    const tasks = [await submitTask(1n), await submitTask(2n)];
    const calls = [encodeFunctionData({ abi, functionName: "claim", args: tasks[0]!.key }), claimCall(tasks[1]!)];
    const starved = await taskManager.simulate.attempt([calls, 10_000n], { account: operator });
    assert.deepEqual(starved.result, [false, false]);
    const gas = await taskManager.estimateGas.attempt([calls, gasEach], { account: operator });
    const enough = await taskManager.simulate.attempt([calls, gasEach], { account: operator, gas });
    assert.deepEqual(enough.result, [true, true]);
    const call = taskManager.simulate.attempt([calls, gasEach], { account: operator, gas: gasEach });
    await reverts(call, "InsufficientGas");
  });

  it("skips no call for want of gas, at whatever limit: what is copied is copied before the gas is looked at", async () => {
    const task = await claimedTask();
    const call = encodeFunctionData({ abi, functionName: "prove", args: proveArgs(task, await proofOf(task)) });
    const least = await boundary(100_000n, 500_000n, async (gas) => {
      const { result } = await taskManager.simulate.attempt([[call], gas], { account: operator });
      return result[0]!;
    });
    // Calls that fail at once, all of them the same bytes of the calldata; then one whose copy is dear by now. What
    // follows a call's arguments is copied with it, and ignored by it.
    const zeros = (kib: number): Hex => `0x${"00".repeat(kib * 1024)}`;
    const bodies = [concat(["0x12345678", zeros(64)]), concat([call, zeros(8)])];
    const data = attemptOfShared(bodies, [0, 0, 0, 0, 0, 0, 0, 0, 1], least);
    const runs = async (gas: bigint) => {
      const sent = { account: operator, to: taskManager.address, data, gas };
      const { data: returned = "0x" } = await publicClient.call(sent);
      return decodeFunctionResult({ abi, functionName: "attempt", data: returned }).at(-1);
    };
    const enough = await boundary(100_000n, 10_000_000n, (gas) =>
      runs(gas).then(
        () => true,
        () => false,
      ),
    );
    for (let gas = enough; gas < enough + 30_000n; gas += 3_000n) {
      assert.equal(await runs(gas), true, `with ${gas} gas the call was skipped`);
    }
  });

  /** The least amount that is enough, give or take 100: `low` is not, `high` is. */
  async function boundary(low: bigint, high: bigint, isEnough: (amount: bigint) => Promise<boolean>): Promise<bigint> {
    while (high - low > 100n) {
      const middle = (low + high) / 2n;
      if (await isEnough(middle)) high = middle;
      else low = middle;
    }
    return high;
  }

  /** Calldata of `attempt` in which several calls are the same bytes. */
  function attemptOfShared(bodies: Hex[], which: number[], gas: bigint): Hex {
    const words = bodies.map((body) =>
      concat([word(BigInt(size(body))), padHex(body, { size: Math.ceil(size(body) / 32) * 32, dir: "right" })]),
    );
    const starts = words.map((_, index) => 32 * which.length + size(concat(["0x", ...words.slice(0, index)])));
    const head = [0x40n, gas, BigInt(which.length), ...which.map((index) => BigInt(starts[index]!))];
    return concat([toFunctionSelector("attempt(bytes[],uint256)"), ...head.map(word), ...words]);
  }

  it("does nothing with no calls, and reports a call of no function", async () => {
    assert.deepEqual(await eventsOf(attempt([])), []);
    assert.deepEqual(await eventsOf(attempt(["0x12345678"])), [["CallFailed", { index: 0n, reason: "0x" }]]);
  });

  it("deposits no IOTX, so that no value can be counted twice", async () => {
    const deposit = encodeFunctionData({ abi, functionName: "deposit", args: [projectId, native, 1n] });
    const events = await eventsOf(attempt([deposit, deposit], owner));
    assert.deepEqual(
      events.map(([name]) => name),
      ["CallFailed", "CallFailed"],
    );
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("reports no more of a revert than MAX_REASON_LENGTH bytes, and costs no more: a verifier can be anyone's", async () => {
    const verifier = (await deployMockVerifier()).address;
    const program = { ...publishedProgram, verifier, programId: word(1n) };
    await mined(projectRegistry.write.publishProgram([projectId, word(2n), program], { account: owner }));
    const tasks = await submitTasks([{ inputHash: word(1n), dataHash: word(1n) }], [], word(2n));
    await mined(claim(tasks[0]!));
    const call = encodeFunctionData({ abi, functionName: "prove", args: [...tasks[0]!.key, "0x", "0x"] });
    const events = await eventsOf(attempt([call]));
    const [, args] = events[0]!;
    assert.equal(size((args as { reason: Hex }).reason), 256);
  });

  it("cannot be entered from a dApp's callback to settle or collect", async () => {
    const dapp = await deployMockDapp();
    await mined(projectRegistry.write.bindDapp([projectId, dapp.address, 500_000], { account: owner }));
    const first = await claimedTask(1n);
    await mined(prove(first, await proofOf(first)));
    const collect = encodeFunctionData({ abi, functionName: "collect", args: [native, prover] });
    const inner = encodeFunctionData({ abi, functionName: "attempt", args: [[collect], 100_000n] });
    await dapp.write.setReentrantCall([taskManager.address, inner]);
    const task = await claimedTask(2n);
    const events = await eventsOf(prove(task, await proofOf(task)));
    const reason = encodeErrorResult({ abi: reentrancy, errorName: "ReentrancyGuardReentrantCall" });
    assert.ok(events.some(([name, args]) => name === "CallFailed" && (args as { reason: Hex }).reason === reason));
    assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
  });
});

const reentrancy = [{ type: "error", name: "ReentrancyGuardReentrantCall", inputs: [] }] as const;

describe("TaskManager.multicall", () => {
  beforeEach(reset);

  it("makes all calls or none", async () => {
    const tasks = [await submitTask(1n), await submitTask(2n)];
    await mined(taskManager.write.multicall([tasks.map(claimCall)], { account: operator }));
    assert.equal(await taskManager.read.stateOf([tasks[1]!.id]), state.claimed);

    const third = await submitTask(3n);
    const call = taskManager.write.multicall([[third, tasks[0]!].map(claimCall)], { account: operator });
    await reverts(call, "TaskNotOpen", [tasks[0]!.id, state.claimed]);
    assert.equal(await taskManager.read.stateOf([third.id]), state.open);
  });
});
