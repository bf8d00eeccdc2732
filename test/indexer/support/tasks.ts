import { type Address, type Hex, keccak256, parseEventLogs, toHex, zeroAddress } from "viem";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { bindingOf, type TaskSpec, versionToBytes32 } from "../../../node/protocol/task.ts";
import { deployAcceptingVerifier, oneIotx, people, type TestChain } from "./chain.ts";

export const terms = {
  token: zeroAddress as Address,
  minReward: oneIotx,
  maxReward: oneIotx * 3n,
  rampSeconds: 0,
  collateral: oneIotx * 2n,
  claimSeconds: 600,
  lifeSeconds: 3600,
};

export const version = versionToBytes32("v1.0.0");
let nonce = 0n;

/** A project that may be submitted to: everything its owner sets, and escrow for some tasks. */
export async function openProject(chain: TestChain): Promise<bigint> {
  const verifier = await deployAcceptingVerifier(chain.client);
  const id = BigInt(
    (await chain.send({ from: people.owner, to: "projectRegistry", call: "register" })).logs[0]?.topics[3] ?? 0,
  );
  const owner = (call: string, ...args: unknown[]) =>
    chain.send({ from: people.owner, to: "projectRegistry", call, args: [id, ...args] });
  await owner("setConfig", "https://project.example/file.json", keccak256("0x01"));
  await owner("publishProgram", version, { verifier, vmType: 5, binding: 0, programId: keccak256("0x02") });
  await owner("setRewardTerms", terms);
  await owner("setGateway", people.gateway.address, true, "https://gateway.example");
  await owner("resume");
  const value = oneIotx * 100n;
  await chain.send({ from: people.owner, to: "taskManager", call: "deposit", args: [id, zeroAddress, value], value });
  return id;
}

/** A registered prover with stake; gives gateways a tenth of its rewards. */
export async function registerProver(chain: TestChain): Promise<void> {
  const prover = (call: string, args: unknown[] = [], value = 0n) =>
    chain.send({ from: people.prover, to: "proverRegistry", call, args, value });
  await prover("register", [people.operator.address, people.beneficiary.address, [5n, 2n]]);
  await prover("setRebateRatio", [1000]);
  await prover("stake", [], oneIotx * 50n);
}

export interface Submitted {
  taskId: Hex;
  spec: TaskSpec;
  transactionHash: Hex;
}

/** Submits tasks in one transaction; `dataHashes` are any 32 bytes. */
export async function submit(chain: TestChain, projectId: bigint, ...dataHashes: Hex[]): Promise<Submitted[]> {
  const inputs = dataHashes.map((dataHash) => ({ inputHash: keccak256(dataHash), dataHash }));
  const { logs, transactionHash } = await chain.send({
    from: people.gateway,
    to: "taskManager",
    call: "submit",
    args: [projectId, version, (nonce += 1n), inputs],
  });
  return parseEventLogs({ abi: taskManagerAbi, eventName: "TaskSubmitted", logs }).map(({ args }) => ({
    taskId: args.taskId,
    spec: args.spec,
    transactionHash,
  }));
}

/** Submits one task about data nobody used before. */
export async function submitOne(chain: TestChain, projectId: bigint): Promise<Submitted> {
  const [task] = await submit(chain, projectId, keccak256(toHex(`data ${nonce}`)));
  if (!task) throw new Error("submitting one task made none");
  return task;
}

export const claim = (chain: TestChain, { spec }: Submitted) =>
  chain.send({ from: people.operator, to: "taskManager", call: "claim", args: [spec] });

/** The journal of a task proved by {@link people.prover}: binding, inputHash, and a word of result. */
export function journalOf({ taskId, spec }: Submitted): Hex {
  const binding = bindingOf(taskId, people.prover.address);
  return `${binding}${spec.inputHash.slice(2)}${"07".padStart(64, "0")}`;
}

export const prove = (chain: TestChain, task: Submitted) =>
  chain.send({ from: people.operator, to: "taskManager", call: "prove", args: [task.spec, journalOf(task), "0x00"] });

/** Lets time pass on the chain, in seconds. */
export async function pass(chain: TestChain, seconds: number): Promise<void> {
  await chain.client.increaseTime({ seconds });
  await chain.client.mine({ blocks: 1 });
}
