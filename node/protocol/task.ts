import { type Address, concat, encodeAbiParameters, type Hex, keccak256, size, slice, toHex } from "viem";

/**
 * What tells a task from the others of its offer, as in contracts/interfaces/ITaskManager.sol. With the offer's address
 * it names the task.
 */
export interface Task {
  gateway: Address;
  /** Unix time in seconds. */
  submittedAt: number;
  /** What the program commits to. */
  inputHash: Hex;
  /** SHA-256 of the payload. */
  dataHash: Hex;
}

/** A task as the TaskManager's functions take it. */
export interface TaskCall {
  /** The address of its offer. */
  offer: Address;
  task: Task;
}

/** What an offer pays and when, as in contracts/interfaces/IProjectRegistry.sol; amounts in the token's smallest unit. */
export interface OfferRewards {
  minReward: bigint;
  maxReward: bigint;
  /** Seconds. */
  rampSeconds: number;
}

/** The ABI type of {@link Task}. */
export const taskParameter = {
  type: "tuple",
  components: [
    { name: "gateway", type: "address" },
    { name: "submittedAt", type: "uint40" },
    { name: "inputHash", type: "bytes32" },
    { name: "dataHash", type: "bytes32" },
  ],
} as const;

/** The task's id: keccak256(abi.encode(chainId, taskManager, offer, task)). */
export function taskIdOf(chainId: number | bigint, taskManager: Address, offer: Address, task: Task): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: "uint256" }, { type: "address" }, { type: "address" }, taskParameter],
      [BigInt(chainId), taskManager, offer, task],
    ),
  );
}

/** The journal's first word: keccak256(abi.encode(taskId, prover)) >> 8, so that it fits every proof system's field. */
export function bindingOf(taskId: Hex, prover: Address): Hex {
  const hash = keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "address" }], [taskId, prover]));
  return concat(["0x00", slice(hash, 0, 31)]);
}

/** How programs tie their proofs to tasks: the contracts' enum Binding, by position. */
export const bindings = ["native", "template"] as const;
export type BindingName = (typeof bindings)[number];

/** The binding of a program or offer on chain; undefined for one this node does not know. */
export function bindingNamed(binding: number): BindingName | undefined {
  return bindings[binding];
}

/**
 * What of a journal is sent with its proof: all but the two words that the TaskManager knows, which are the first of a
 * native journal and the last of a template's.
 */
export function outputsOf(journal: Hex, binding: BindingName = "native"): Hex {
  if (size(journal) <= 64) return "0x";
  return binding === "native" ? slice(journal, 64) : slice(journal, 0, size(journal) - 64);
}

/** A task's id where there is room for 64 bits only, as in W3bstream's template circuit: its last 64. */
export function shortTaskId(taskId: Hex): bigint {
  return BigInt(slice(taskId, 24));
}

/** What `resultOf` holds for a journal: the first 248 bits of its hash. */
export function resultOf(journal: Hex): Hex {
  return concat([slice(keccak256(journal), 0, 31), "0x00"]);
}

/** `"v1.0.0"` as bytes32. Throws RangeError unless it is 1 to 31 bytes of UTF-8. */
export function versionToBytes32(version: string): Hex {
  const bytes = toHex(version);
  if (version === "" || size(bytes) > 31) throw new RangeError(`A version's name has 1 to 31 bytes: "${version}"`);
  return bytes.padEnd(66, "0") as Hex;
}

/** The name inside a bytes32 version. */
export function versionFromBytes32(version: Hex): string {
  return Buffer.from(version.slice(2), "hex").toString("utf8").replace(/\0+$/, "");
}

/**
 * What the index calls a bytes32 (a version, an attribute's key): the name inside; the bytes32 itself if that is not
 * printable text, so that different names never look the same.
 */
export function nameOf(bytes: Hex): string {
  const name = versionFromBytes32(bytes);
  const printable = name !== "" && !/[\p{C}\uFFFD]/u.test(name);
  return printable && size(toHex(name)) < 32 && versionToBytes32(name) === bytes ? name : bytes;
}

/** The name of the version that the index calls `name`: see {@link nameOf}. */
export function versionNamed(name: string): string {
  return name.length === 66 ? versionFromBytes32(name as Hex) : name; // a printable name is shorter
}

/** What settling a claim made at `time` pays: rises linearly from minReward to maxReward over rampSeconds. */
export function rewardAt(offer: OfferRewards, submittedAt: number, time: number): bigint {
  const elapsed = Math.max(0, time - submittedAt);
  if (elapsed >= offer.rampSeconds) return offer.maxReward;
  return offer.minReward + ((offer.maxReward - offer.minReward) * BigInt(elapsed)) / BigInt(offer.rampSeconds);
}
