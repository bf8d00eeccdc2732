import { concat, encodeFunctionData, type Hex, keccak256, numberToHex, parseEther, zeroAddress } from "viem";
import { bindingOf, outputsOf, type Task } from "../../node/protocol/task.ts";
import type { Proof } from "../../node/proving/types.ts";
import { mined } from "../../test/contracts/support/expect.ts";
import { dataHash, type SubmittedTask, submitTasks } from "../../test/contracts/support/tasks.ts";
import {
  actors,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  proverRegistry,
  publicClient,
  taskManager,
  terms,
  walletClient,
} from "../../test/contracts/support/world.ts";
import { each, type Price, priceOf } from "./price.ts";
import { twoSignals, type Work } from "./workload.ts";

/** A submitted task and how to prove it. */
export type Open = SubmittedTask & Work;

const { owner, gateway, operator, prover, hunter } = actors;
const { abi, write } = taskManager;

const reward = parseEther("0.5");

/** The price of a transaction that was just sent. `random` as in priceOf. */
export async function price(sent: Promise<Hex>, random: Hex = "0x"): Promise<Price> {
  const hash = await sent;
  const receipt = await mined(Promise.resolve(hash));
  const { input } = await publicClient.getTransaction({ hash });
  return priceOf(receipt, input, random);
}

/**
 * Sets the tests' world up for measuring: a flat reward in IOTX without a rebate, which with the collateral is so low that
 * one prover can claim 128 tasks. Project, prover and hunter have been paid before: the first payment of all takes new storage.
 */
export async function prepare(workload = twoSignals, dapp: Hex = zeroAddress, callbackGas = 0): Promise<void> {
  const flat = { ...terms, minReward: reward, maxReward: reward, collateral: parseEther("0.1") };
  await mined(projectRegistry.write.setRewardTerms([projectId, flat], { account: owner }));
  await mined(projectRegistry.write.bindDapp([projectId, dapp, callbackGas], { account: owner }));
  await mined(proverRegistry.write.setRebateRatio([0], { account: prover }));
  const tasks = await open(2, workload);
  await claim(tasks);
  await prove(tasks.slice(1));
  await expire(tasks.slice(0, 1));
}

/** Submits tasks without measuring. */
export async function open(count: number, workload = twoSignals): Promise<Open[]> {
  const { works, inputs } = await inputsOf(count, workload);
  const tasks = await submitTasks(inputs, [], workload.version);
  return tasks.map((task, i) => ({ ...task, ...works[i]! }));
}

/** Proofs of claimed tasks, in their order. */
export async function proofsOf(tasks: Open[]): Promise<Proof[]> {
  const proofs: Proof[] = [];
  for (const task of tasks) proofs.push(await task.prove(bindingOf(task.id, prover))); // one call at a time
  return proofs;
}

/* EACH RETURNS THE PRICE OF ONE TASK */

export async function submit(count: number, workload = twoSignals): Promise<Price> {
  const { inputs } = await inputsOf(count, workload);
  const random = concat(inputs.flatMap(({ inputHash, dataHash: hash }) => [inputHash, hash]));
  return each(await price(write.submit([projectId, workload.version, inputs], { account: gateway }), random), count);
}

export async function claim(tasks: Open[]): Promise<Price> {
  const account = operator;
  const random = randomOf(tasks);
  if (tasks.length === 1) return price(write.claim(tasks[0]!.key, { account }), random);
  return each(await price(write.claimBatch([offerOf(tasks), tasks.map(taskOf)], { account }), random), tasks.length);
}

export async function prove(tasks: Open[], proofs?: Proof[]): Promise<Price> {
  const account = operator;
  const made = proofs ?? (await proofsOf(tasks));
  const outputs = concat(made.map(({ journal }) => outputsOf(journal)));
  const all = concat(made.map(({ proof }) => proof));
  const random = concat([randomOf(tasks), outputs, all]);
  if (tasks.length === 1) return price(write.prove([...tasks[0]!.key, outputs, all], { account }), random);
  return each(
    await price(write.proveBatch([offerOf(tasks), tasks.map(taskOf), outputs, all], { account }), random),
    tasks.length,
  );
}

/** Waits until the tasks' claims have ended, and ends them. */
export async function expire(tasks: Open[]): Promise<Price> {
  await nextBlockAt((await now()) + terms.claimSeconds + 1);
  return attempt(
    tasks.map(({ key }) => encodeFunctionData({ abi, functionName: "expire", args: key })),
    hunter,
    randomOfEach(tasks),
  );
}

/** Waits until the tasks' deadlines have passed, and refunds them. */
export async function refund(tasks: Open[]): Promise<Price> {
  await nextBlockAt((await now()) + terms.lifeSeconds + 1);
  return attempt(
    tasks.map(({ key }) => encodeFunctionData({ abi, functionName: "refund", args: key })),
    hunter,
    randomOfEach(tasks),
  );
}

/** Claims, skipping tasks that others have. */
export function attemptClaim(tasks: Open[]): Promise<Price> {
  return attempt(
    tasks.map(({ key }) => encodeFunctionData({ abi, functionName: "claim", args: key })),
    operator,
    randomOfEach(tasks),
  );
}

/** Delivers journals of undelivered tasks again. */
export function retry(tasks: Open[], proofs: Proof[]): Promise<Price> {
  return attempt(
    tasks.map(({ key }, i) =>
      encodeFunctionData({ abi, functionName: "retryDelivery", args: [...key, proofs[i]!.journal] }),
    ),
    hunter,
    concat([randomOfEach(tasks), ...proofs.map(({ journal }) => journal)]),
  );
}

/** One call by itself, several by `attempt`. */
async function attempt(calls: Hex[], account: Hex, random: Hex): Promise<Price> {
  if (calls.length === 1) {
    return price(walletClient.sendTransaction({ account, to: taskManager.address, data: calls[0]! }), random);
  }
  return each(await price(write.attempt([calls, 500_000n], { account }), random), calls.length);
}

async function inputsOf(count: number, workload: typeof twoSignals) {
  const works: Work[] = [];
  for (let i = 0; i < count; i++) works.push(await workload.next());
  // Payload hashes as SHA-256 has them: hardly a zero byte.
  const inputs = works.map(({ inputHash }, i) => ({
    inputHash,
    dataHash: keccak256(concat([inputHash, dataHash(BigInt(i))])),
  }));
  return { works, inputs };
}

/** Of tasks of one offer, what differs from run to run, or is short in the tests' circuit and a hash elsewhere. */
function randomOf(tasks: Open[]): Hex {
  const words = tasks.flatMap(({ key: [, task] }) => [numberToHex(task.submittedAt), task.inputHash, task.dataHash]);
  return concat([offerOf(tasks), ...words]); // an offer's address depends on the program's key, as its id does
}

/** The same of calls that name a task each. */
const randomOfEach = (tasks: Open[]): Hex => concat(tasks.map((task) => randomOf([task])));

const offerOf = (tasks: Open[]): Hex => tasks[0]!.key[0];
const taskOf = ({ key }: Open): Task => key[1];
