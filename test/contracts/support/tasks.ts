import assert from "node:assert/strict";
import { type Address, concat, getAddress, type Hex, numberToHex, parseEventLogs } from "viem";
import { bindingOf, outputsOf, type Task, taskIdOf } from "../../../node/protocol/task.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { mined } from "./expect.ts";
import {
  actors,
  program,
  projectId,
  projectRegistry,
  publicClient,
  proverRegistry,
  taskManager,
  version,
} from "./world.ts";

/** The states of ITaskManager.TaskState. */
export const state = { none: 0, open: 1, claimed: 2, settled: 3, undelivered: 4, refunded: 5 } as const;

export interface SubmittedTask {
  id: Hex;
  /** What the TaskManager's functions name it by: its offer's address and itself. */
  key: readonly [offer: Address, task: Task];
  /** Unix seconds. */
  submittedAt: number;
  deadline: number;
  /** What the test program knows: its square is the task's inputHash. */
  root: bigint;
}

/** The data hash of the n-th payload. */
export function dataHash(n = 1n): Hex {
  return word((0xdan << 248n) + n);
}

/** Submits a task of the tests' project from its gateway; `payload` tells it from others with the same root. */
export async function submitTask(root = 7n, payload = 1n, inputHash = program.inputHashOf(root)) {
  const [task] = await submitTasks([{ inputHash, dataHash: dataHash(payload) }], [root]);
  return task!;
}

/** Submits tasks of the tests' project in one call. */
export async function submitTasks(
  inputs: Pick<Task, "inputHash" | "dataHash">[],
  roots: bigint[],
  taskVersion = version,
) {
  const account = actors.gateway;
  const { logs } = await mined(taskManager.write.submit([projectId, taskVersion, inputs], { account }));
  const [submitted] = parseEventLogs({ abi: taskManager.abi, logs, eventName: "TasksSubmitted" });
  assert.ok(submitted);
  const { offer, submittedAt } = submitted.args;
  const { lifeSeconds } = await projectRegistry.read.readOffer([offer]);
  return inputs.map((input, i): SubmittedTask => {
    const task = { gateway: account, submittedAt, ...input };
    const id = taskIdOf(31337, taskManager.address, offer, task);
    return { id, key: [offer, task], submittedAt, deadline: submittedAt + lifeSeconds, root: roots[i] ?? 0n };
  });
}

/** Lets the tests' prover claim a task. */
export function claim(task: SubmittedTask, account: Address = actors.operator): Promise<Hex> {
  return taskManager.write.claim(task.key, { account });
}

/** Submits a task and lets `prover` claim it. */
export async function claimedTask(root = 7n, payload = 1n): Promise<SubmittedTask> {
  const task = await submitTask(root, payload);
  await mined(claim(task));
  return task;
}

/** A real proof of the task, made for a prover. */
export function proofOf(task: SubmittedTask, prover: Address = actors.prover): Promise<Proof> {
  return program.prove(task.root, bindingOf(task.id, prover));
}

/** The arguments of TaskManager.prove. */
export function proveArgs({ key }: Pick<SubmittedTask, "key">, { journal, proof }: Proof) {
  return [...key, outputsOf(journal), proof] as const;
}

/** Sends the proof of a task; anyone may. */
export async function prove(task: SubmittedTask, proof: Proof, account: Address = actors.stranger): Promise<Hex> {
  return taskManager.write.prove(proveArgs(task, proof), { account });
}

/** The arguments of TaskManager.proveBatch, with a real proof of each task. */
export async function proveBatchArgs(tasks: SubmittedTask[], prover: Address = actors.prover) {
  const [offer] = tasks[0]!.key;
  const proofs: Proof[] = [];
  for (const task of tasks) proofs.push(await proofOf(task, prover)); // the prover takes one call at a time
  return [
    offer,
    tasks.map(({ key }) => key[1]),
    concat(proofs.map(({ journal }) => outputsOf(journal))),
    concat(proofs.map(({ proof }) => proof)),
  ] as const;
}

/** Submits, claims and settles a task. */
export async function settledTask(root = 7n, payload = 1n): Promise<SubmittedTask & Proof> {
  const task = await claimedTask(root, payload);
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
export async function assertSolvent(...otherProvers: Address[]): Promise<void> {
  const provers = [actors.prover, actors.rival, ...otherProvers];
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
    if (event.eventName === "TaskExpired") owed(native, event.args.caller, actors.treasury);
    if (event.eventName !== "TasksSubmitted") continue;
    const { offer, gateway, submittedAt, inputs } = event.args;
    const { token, maxReward, redundancy } = await projectRegistry.read.readOffer([offer]);
    owed(token, gateway, ...provers);
    for (const input of inputs) {
      const taskId = taskIdOf(31337, taskManager.address, offer, { gateway, submittedAt, ...input });
      const current = await taskManager.read.stateOf([taskId]);
      if (current === state.open || current === state.claimed) add(token, maxReward * BigInt(redundancy));
    }
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
  for (const prover of provers) stakes += (await proverRegistry.read.prover([prover])).stake;
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
