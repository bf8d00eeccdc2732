import { encodeFunctionData, type Hex, parseEther, zeroAddress } from "viem";
import { mined } from "../../test/contracts/support/expect.ts";
import {
  claim,
  dataHash,
  proofOf,
  prove,
  proveArgs,
  proveBatchArgs,
  type SubmittedTask,
  submitTasks,
} from "../../test/contracts/support/tasks.ts";
import {
  actors,
  nextBlockAt,
  now,
  program,
  projectId,
  projectRegistry,
  proverRegistry,
  publicClient,
  taskManager,
  terms,
  version,
} from "../../test/contracts/support/world.ts";
import { each, type Price, priceOf } from "./price.ts";

const { owner, gateway, operator, prover, hunter } = actors;
const { abi, write } = taskManager;

/** The price of a transaction that was just sent. */
export async function price(sent: Promise<Hex>): Promise<Price> {
  const hash = await sent;
  const receipt = await mined(Promise.resolve(hash));
  const { input } = await publicClient.getTransaction({ hash });
  return priceOf(receipt, input);
}

/**
 * Sets the tests' world up for measuring: a flat reward in IOTX without a rebate, and collateral so low that one prover
 * can claim 128 tasks. Project, prover and hunter have been paid before: the first payment of all takes new storage.
 */
export async function prepare(dapp: Hex = zeroAddress, callbackGas = 0): Promise<void> {
  const flat = { ...terms, minReward: terms.maxReward, collateral: parseEther("0.1") };
  await mined(projectRegistry.write.setRewardTerms([projectId, flat], { account: owner }));
  await mined(projectRegistry.write.bindDapp([projectId, dapp, callbackGas], { account: owner }));
  await mined(proverRegistry.write.setRebateRatio([0], { account: prover }));
  const [first, second] = await open(2);
  for (const task of [first!, second!]) await mined(claim(task));
  await mined(prove(first!, await proofOf(first!)));
  await expire([second!]);
}

let roots = 1000n;

/** What `count` inputs of tasks are about, unlike any before. */
function nextRoots(count: number): bigint[] {
  return Array.from({ length: count }, () => ++roots);
}

function inputsOf(some: bigint[]) {
  return some.map((root) => ({ inputHash: program.inputHashOf(root), dataHash: dataHash(root) }));
}

/** Submits tasks without measuring. */
export function open(count: number): Promise<SubmittedTask[]> {
  const some = nextRoots(count);
  return submitTasks(inputsOf(some), some);
}

/* EACH RETURNS THE PRICE OF ONE TASK */

export async function submit(count: number): Promise<Price> {
  const inputs = inputsOf(nextRoots(count));
  return each(await price(write.submit([projectId, version, inputs], { account: gateway })), count);
}

export async function claimAll(tasks: SubmittedTask[]): Promise<Price> {
  if (tasks.length === 1) return price(claim(tasks[0]!));
  const args = [tasks[0]!.key[0], tasks.map(({ key }) => key[1])] as const;
  return each(await price(write.claimBatch(args, { account: operator })), tasks.length);
}

export async function proveAll(tasks: SubmittedTask[]): Promise<Price> {
  const account = operator;
  const [task] = tasks;
  if (tasks.length === 1) return price(write.prove(proveArgs(task!, await proofOf(task!)), { account }));
  return each(await price(write.proveBatch(await proveBatchArgs(tasks), { account })), tasks.length);
}

/** Waits until the tasks' claims have ended, and ends them. */
export async function expire(tasks: SubmittedTask[]): Promise<Price> {
  await nextBlockAt((await now()) + terms.claimSeconds + 1);
  return attempt("expire", tasks, hunter);
}

/** Waits until the tasks' deadlines have passed, and refunds them. */
export async function refund(tasks: SubmittedTask[]): Promise<Price> {
  await nextBlockAt((await now()) + terms.lifeSeconds + 1);
  return attempt("refund", tasks, hunter);
}

/** The call itself for one task, `attempt` for several: bad items would be skipped. */
export async function attempt(
  functionName: "claim" | "expire" | "refund",
  tasks: SubmittedTask[],
  account: Hex,
): Promise<Price> {
  if (tasks.length === 1) return price(write[functionName](tasks[0]!.key, { account }));
  const calls = tasks.map(({ key }) => encodeFunctionData({ abi, functionName, args: key }));
  return each(await price(write.attempt([calls, 500_000n], { account })), tasks.length);
}
