import { randomBytes } from "node:crypto";
import {
  type Address,
  type ContractEventArgs,
  type ContractEventName,
  encodeAbiParameters,
  encodeEventTopics,
} from "viem";
import { type Hex, zeroAddress } from "viem";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import type { ContractLog } from "../../../indexer/handlers/index.ts";
import { versionToBytes32 } from "../../../node/protocol/task.ts";

export const taskManager: Address = `0x${"77".repeat(20)}`;

/**
 * Logs of whole lives of tasks, as a busy chain has them: submitted, claimed, settled and paid, a few blocks apart, in
 * the chain's order from `block` on.
 */
export function taskLogs(tasks: number, block: number): ContractLog[] {
  const logs: ContractLog[] = [];
  const add = (height: number, [topics, data]: [Hex[], Hex]) => {
    const index = logs.length;
    const id = `${pad(height, 10)}-${pad(index, 6)}-abcde`;
    const at = { id, block: height, time: 1_700_000_000 + height, transactionHash: random(32), sender: PROVERS[0]! };
    logs.push({ address: taskManager, topics, data, at: { ...at, gasUsed: 213_000n } });
  };
  for (let task = 0; task < tasks; task++) {
    const height = block + Math.floor(task / TASKS_PER_BLOCK);
    const [taskId, prover] = [random(32), PROVERS[task % PROVERS.length]!];
    const deadline = 1_700_100_000n;
    const spec = {
      ...{ projectId: 1n, version: versionToBytes32("v1.0.0"), inputHash: random(32), dataHash: random(32) },
      ...{ gateway: GATEWAY, nonce: BigInt(task), submittedAt: 1_700_000_000, deadline: Number(deadline) },
      ...{ claimSeconds: 120, rampSeconds: 600, token: zeroAddress, minReward: 1n, maxReward: 2n, collateral: 3n },
    };
    add(height, encode("TaskSubmitted", { taskId, projectId: 1n, gateway: GATEWAY, spec }));
    add(height, encode("TaskClaimed", { taskId, prover, claimDeadline: Number(deadline) }));
    add(height, encode("TaskSettled", { taskId, projectId: 1n, prover }));
    const amounts = { proverAmount: 95n, gatewayAmount: 5n };
    add(height, encode("RewardPaid", { taskId, token: zeroAddress, beneficiary: prover, ...amounts }));
  }
  return logs;
}

const TASKS_PER_BLOCK = 60;
const random = (bytes: number): Hex => `0x${randomBytes(bytes).toString("hex")}`;
const PROVERS = Array.from({ length: 10 }, () => random(20));
const GATEWAY = random(20);

function encode<N extends ContractEventName<typeof taskManagerAbi>>(
  eventName: N,
  args: Record<string, unknown>,
): [Hex[], Hex] {
  const item = taskManagerAbi.find((entry) => entry.type === "event" && entry.name === eventName);
  if (item?.type !== "event") throw new Error(`no event ${eventName}`);
  const topics = encodeEventTopics({
    abi: taskManagerAbi,
    eventName,
    args: args as ContractEventArgs<typeof taskManagerAbi, N>,
  } as never) as Hex[];
  const plain = item.inputs.filter((input) => !("indexed" in input && input.indexed));
  return [topics, encodeAbiParameters(plain, plain.map(({ name }) => args[name]) as never)];
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
