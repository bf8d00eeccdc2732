import { randomBytes } from "node:crypto";
import {
  type Abi,
  type Address,
  type ContractEventArgs,
  type ContractEventName,
  concat,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
  zeroAddress,
} from "viem";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { proverRegistryAbi } from "../../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import type { ContractLog } from "../../../indexer/handlers/index.ts";
import { bindingOf, taskIdOf, versionToBytes32 } from "../../../node/protocol/task.ts";

export const chainId = 4690;
export const taskManager: Address = `0x${"77".repeat(20)}`;
export const projectRegistry: Address = `0x${"78".repeat(20)}`;
export const proverRegistry: Address = `0x${"79".repeat(20)}`;

/** Tasks of each submission, over and over: gateways send bursts in batches and what comes alone alone. */
const SUBMISSIONS = [1, 8, 1, 32, 1, 16];
const TASKS_PER_BLOCK = 60;

/** What comes before all tasks: the project's offer and the provers. */
export function firstLogs(block: number): ContractLog[] {
  const chain = new Chain();
  const content = {
    ...{ projectId: 1n, version: versionToBytes32("v1.0.0"), verifier: random(20), vmType: 5, binding: 0 },
    ...{ programId: random(32), token: zeroAddress, minReward: 1n, maxReward: 2n, rampSeconds: 600, collateral: 3n },
    ...{ claimSeconds: 120, lifeSeconds: 3_600, redundancy: 1, dapp: zeroAddress, callbackGas: 0 },
  };
  const about = { projectId: 1n, version: content.version };
  chain.add(block, projectRegistry, projectRegistryAbi, "OfferMade", { offer: OFFER, ...about, content });
  for (const prover of PROVERS) chain.add(block, proverRegistry, proverRegistryAbi, "ProverRegistered", { prover });
  return chain.logs();
}

/**
 * Logs of whole lives of tasks, as a busy chain has them, in the chain's order from `block` on: submitted together or
 * alone, claimed in the next block, settled and recorded in the one after that, as one transaction for each submission.
 */
export function taskLogs(tasks: number, block: number): ContractLog[] {
  const chain = new Chain();
  for (let done = 0, turn = 0; done < tasks; turn++) {
    const count = Math.min(SUBMISSIONS[turn % SUBMISSIONS.length]!, tasks - done);
    const height = block + Math.floor(done / TASKS_PER_BLOCK);
    const prover = PROVERS[turn % PROVERS.length]!;
    const inputs = Array.from({ length: count }, () => ({ inputHash: random(32), dataHash: random(32) }));
    const about = { gateway: GATEWAY, submittedAt: timeOf(height) };
    const event = (at: number, name: ContractEventName<typeof taskManagerAbi>, args: object) =>
      chain.add(at, taskManager, taskManagerAbi, name, args);
    chain.begin();
    event(height, "TasksSubmitted", { projectId: 1n, offer: OFFER, ...about, inputs });
    const ids = inputs.map((input) => taskIdOf(chainId, taskManager, OFFER, { ...about, ...input }));
    chain.begin();
    for (const taskId of ids) {
      event(height + 1, "TaskClaimed", { taskId, prover, claimDeadline: timeOf(height + 1) + 120 });
    }
    chain.begin();
    for (const [index, taskId] of ids.entries()) {
      const journal = concat([bindingOf(taskId, prover), inputs[index]!.inputHash, random(64)]);
      event(height + 2, "TaskSettled", { projectId: 1n, taskId, prover });
      event(height + 2, "ResultRecorded", { taskId, proverAmount: 95n, gatewayAmount: 5n, journal });
    }
    done += count;
  }
  return chain.logs();
}

/** Blocks that {@link taskLogs} of so many tasks take. */
export function blocksOf(tasks: number): number {
  return Math.ceil(tasks / TASKS_PER_BLOCK) + 2;
}

const random = (bytes: number): Hex => `0x${randomBytes(bytes).toString("hex")}`;
const PROVERS = Array.from({ length: 10 }, () => random(20));
const [GATEWAY, OFFER] = [random(20), random(20)];

function timeOf(block: number): number {
  return 1_700_000_000 + block;
}

/** Logs of blocks, given in any order of the blocks. */
class Chain {
  readonly #blocks = new Map<number, Omit<ContractLog, "at">[]>();
  readonly #transactions = new WeakMap<object, Hex>();
  #transaction = random(32);

  /** What is added from now on belongs to another transaction. */
  begin(): void {
    this.#transaction = random(32);
  }

  add<const A extends Abi>(block: number, address: Address, abi: A, name: ContractEventName<A>, args: object): void {
    const [topics, data] = encode(abi, name, args as Record<string, unknown>);
    const log = { address, topics, data };
    this.#transactions.set(log, this.#transaction);
    this.#blocks.set(block, [...(this.#blocks.get(block) ?? []), log]);
  }

  logs(): ContractLog[] {
    const blocks = [...this.#blocks].sort(([a], [b]) => a - b);
    return blocks.flatMap(([block, logs]) =>
      logs.map((log, index) => {
        const id = `${pad(block, 10)}-${pad(index, 6)}-abcde`;
        const transactionHash = this.#transactions.get(log)!;
        const at = { id, block, time: timeOf(block), transactionHash, sender: PROVERS[0]!, gasUsed: 213_000n };
        return { ...log, at };
      }),
    );
  }
}

function encode<const A extends Abi>(
  abi: A,
  eventName: ContractEventName<A>,
  args: Record<string, unknown>,
): [Hex[], Hex] {
  const item = abi.find((entry) => entry.type === "event" && entry.name === eventName);
  if (item?.type !== "event") throw new Error(`no event ${eventName}`);
  const topics = encodeEventTopics({ abi, eventName, args: args as ContractEventArgs<A> } as never) as Hex[];
  const plain = item.inputs.filter((input) => !("indexed" in input && input.indexed));
  return [topics, encodeAbiParameters(plain, plain.map(({ name = "" }) => args[name]) as never)];
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
