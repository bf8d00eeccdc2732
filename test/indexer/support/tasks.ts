import { type Account, type Address, type Hex, keccak256, toHex, zeroAddress } from "viem";
import { type SubmittedTask, submittedTasks } from "../../../node/chain/submitted-tasks.ts";
import { bindingOf, outputsOf, versionToBytes32 } from "../../../node/protocol/task.ts";
import { deployAcceptingVerifier, oneIotx, people, type TestChain } from "./chain.ts";

export const terms = {
  token: zeroAddress as Address,
  minReward: oneIotx,
  maxReward: oneIotx * 3n,
  rampSeconds: 0,
  collateral: oneIotx * 2n,
  claimSeconds: 600,
  lifeSeconds: 3600,
  redundancy: 1,
};

export const version = versionToBytes32("v1.0.0");
let count = 0;

/** A project that may be submitted to: everything its owner sets, and escrow for some tasks. */
export async function openProject(chain: TestChain, change: Partial<typeof terms> = {}): Promise<bigint> {
  const verifier = await deployAcceptingVerifier(chain.client);
  const id = BigInt(
    (await chain.send({ from: people.owner, to: "projectRegistry", call: "register" })).logs[0]?.topics[3] ?? 0,
  );
  const owner = (call: string, ...args: unknown[]) =>
    chain.send({ from: people.owner, to: "projectRegistry", call, args: [id, ...args] });
  await owner("setConfig", "https://project.example/file.json", keccak256("0x01"));
  await owner("publishProgram", version, { verifier, vmType: 5, binding: 0, programId: keccak256("0x02") });
  await owner("setRewardTerms", { ...terms, ...change });
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

export interface Submitted extends SubmittedTask {
  transactionHash: Hex;
}

/** Submits tasks in one transaction; `dataHashes` are any 32 bytes. */
export async function submit(chain: TestChain, projectId: bigint, ...dataHashes: Hex[]): Promise<Submitted[]> {
  const inputs = dataHashes.map((dataHash) => ({ inputHash: keccak256(dataHash), dataHash }));
  const { logs, transactionHash } = await chain.send({
    from: people.gateway,
    to: "taskManager",
    call: "submit",
    args: [projectId, version, inputs],
  });
  return submittedTasks(chain.deployment, logs).map((task) => ({ ...task, transactionHash }));
}

/** Submits one task about data nobody used before. */
export async function submitOne(chain: TestChain, projectId: bigint): Promise<Submitted> {
  const [task] = await submit(chain, projectId, keccak256(toHex(`data ${count++}`)));
  if (!task) throw new Error("submitting one task made none");
  return task;
}

export const claim = (chain: TestChain, { offer, task }: Submitted, from: Account = people.operator) =>
  chain.send({ from, to: "taskManager", call: "claim", args: [offer, task] });

/** The journal of a task: binding to the prover, inputHash, and a word of result. */
export function journalOf({ taskId, task }: Submitted, prover: Address = people.prover.address): Hex {
  return `${bindingOf(taskId, prover)}${task.inputHash.slice(2)}${"07".padStart(64, "0")}`;
}

/** Proves it with the result of {@link journalOf}, or with other outputs. */
export const prove = (chain: TestChain, submitted: Submitted, outputs = outputsOf(journalOf(submitted))) => {
  const args = [submitted.offer, submitted.task, outputs, "0x00"];
  return chain.send({ from: people.operator, to: "taskManager", call: "prove", args });
};

/** Lets time pass on the chain, in seconds. */
export async function pass(chain: TestChain, seconds: number): Promise<void> {
  await chain.client.increaseTime({ seconds });
  await chain.client.mine({ blocks: 1 });
}
