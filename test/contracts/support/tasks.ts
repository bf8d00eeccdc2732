import assert from "node:assert/strict";
import { type Address, getAddress, type Hex, numberToHex, parseEventLogs } from "viem";
import { bindingOf, type TaskSpec } from "../../../node/protocol/task.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { mined } from "./expect.ts";
import { actors, program, projectId, publicClient, proverRegistry, taskManager, version } from "./world.ts";

/** The states of ITaskManager.TaskState. */
export const state = { none: 0, open: 1, claimed: 2, settled: 3, undelivered: 4, refunded: 5 } as const;

export interface Task {
  id: Hex;
  spec: TaskSpec;
  /** What the test program knows: its square is the task's inputHash. */
  root: bigint;
}

export const dataHash: Hex = `0x${"da".repeat(32)}`;

/** Submits a task of the tests' project from its gateway. */
export async function submitTask(root = 7n, nonce = 1n, inputHash = program.inputHashOf(root)): Promise<Task> {
  const inputs = [{ inputHash, dataHash }];
  const { logs } = await mined(
    taskManager.write.submit([projectId, version, nonce, inputs], { account: actors.gateway }),
  );
  const [submitted] = parseEventLogs({ abi: taskManager.abi, logs, eventName: "TaskSubmitted" });
  assert.ok(submitted);
  return { id: submitted.args.taskId, spec: submitted.args.spec, root };
}

/** Submits a task and lets `prover` claim it. */
export async function claimedTask(root = 7n, nonce = 1n): Promise<Task> {
  const task = await submitTask(root, nonce);
  await mined(taskManager.write.claim([task.spec], { account: actors.operator }));
  return task;
}

/** A real proof of the task, made for a prover. */
export function proofOf(task: Task, prover: Address = actors.prover): Promise<Proof> {
  return program.prove(task.root, bindingOf(task.id, prover));
}

/** Sends the proof of a task; anyone may. */
export async function prove(task: Task, { journal, proof }: Proof, account: Address = actors.stranger): Promise<Hex> {
  return taskManager.write.prove([task.spec, journal, proof], { account });
}

/** Submits, claims and settles a task. */
export async function settledTask(root = 7n, nonce = 1n): Promise<Task & Proof> {
  const task = await claimedTask(root, nonce);
  const proof = await proofOf(task);
  await mined(prove(task, proof));
  return { ...task, ...proof };
}

/** A word, as journals are made of. */
export function word(value: bigint): Hex {
  return numberToHex(value, { size: 32 });
}

/**
 * Asserts that every token held is accounted for: TaskManager's balance is escrow + reserves of live tasks + what is
 * owed, of every token; ProverRegistry's is the sum of all stakes. Finds projects, accounts and tasks in the events.
 */
export async function assertSolvent(): Promise<void> {
  const query = { address: taskManager.address, fromBlock: 0n } as const;
  const events = parseEventLogs({ abi: taskManager.abi, logs: await publicClient.getLogs(query) });
  const expected = new Map<Address, bigint>();
  const add = (token: Address, amount: bigint) => expected.set(token, (expected.get(token) ?? 0n) + amount);
  const escrows = new Set<string>();
  const debts = new Set<string>();
  const owed = (token: Address, ...accounts: Address[]) =>
    accounts.forEach((account) => debts.add(`${token} ${account}`));
  const native = getAddress("0x0000000000000000000000000000000000000000");

  for (const event of events) {
    if (event.eventName === "Deposited") escrows.add(`${event.args.projectId} ${event.args.token}`);
    if (event.eventName === "RewardPaid") owed(event.args.token, event.args.beneficiary);
    if (event.eventName === "TaskExpired") owed(native, event.args.caller, actors.treasury);
    if (event.eventName !== "TaskSubmitted") continue;
    const { taskId, spec } = event.args;
    owed(spec.token, spec.gateway);
    const current = await taskManager.read.stateOf([taskId]);
    if (current === state.open || current === state.claimed) add(spec.token, spec.maxReward);
  }
  for (const entry of escrows) {
    const [project, token] = entry.split(" ") as [string, Address];
    add(token, await taskManager.read.escrowOf([BigInt(project), token]));
  }
  for (const entry of debts) {
    const [token, account] = entry.split(" ") as [Address, Address];
    add(token, await taskManager.read.owedTo([token, account]));
  }
  for (const [token, amount] of expected) assert.equal(await heldBy(taskManager.address, token), amount, token);

  let stakes = 0n;
  for (const prover of [actors.prover, actors.rival]) stakes += (await proverRegistry.read.prover([prover])).stake;
  assert.equal(await heldBy(proverRegistry.address, native), stakes);
}

async function heldBy(holder: Address, token: Address): Promise<bigint> {
  if (BigInt(token) === 0n) return publicClient.getBalance({ address: holder });
  const abi = [
    {
      type: "function",
      name: "balanceOf",
      inputs: [{ type: "address" }],
      outputs: [{ type: "uint256" }],
      stateMutability: "view",
    },
  ] as const;
  return publicClient.readContract({ address: token, abi, functionName: "balanceOf", args: [holder] });
}
