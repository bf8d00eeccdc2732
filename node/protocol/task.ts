import { type Address, concat, encodeAbiParameters, type Hex, keccak256, size, slice, toHex } from "viem";

/** A task's spec as in contracts/interfaces/ITaskManager.sol; amounts in the token's smallest unit, times in Unix s. */
export interface TaskSpec {
  projectId: bigint;
  /** The version's name as a left-aligned short string, see {@link versionToBytes32}. */
  version: Hex;
  /** What the program commits to. */
  inputHash: Hex;
  /** SHA-256 of the payload. */
  dataHash: Hex;
  gateway: Address;
  nonce: bigint;
  submittedAt: number;
  deadline: number;
  claimSeconds: number;
  rampSeconds: number;
  /** ERC-20, or the zero address for IOTX. */
  token: Address;
  minReward: bigint;
  maxReward: bigint;
  collateral: bigint;
}

/** The ABI type of {@link TaskSpec}. */
export const taskSpecParameter = {
  type: "tuple",
  components: [
    { name: "projectId", type: "uint256" },
    { name: "version", type: "bytes32" },
    { name: "inputHash", type: "bytes32" },
    { name: "dataHash", type: "bytes32" },
    { name: "gateway", type: "address" },
    { name: "nonce", type: "uint64" },
    { name: "submittedAt", type: "uint40" },
    { name: "deadline", type: "uint40" },
    { name: "claimSeconds", type: "uint32" },
    { name: "rampSeconds", type: "uint32" },
    { name: "token", type: "address" },
    { name: "minReward", type: "uint96" },
    { name: "maxReward", type: "uint96" },
    { name: "collateral", type: "uint96" },
  ],
} as const;

/** The task's id: keccak256(abi.encode(chainId, taskManager, spec)). */
export function taskIdOf(chainId: number | bigint, taskManager: Address, spec: TaskSpec): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: "uint256" }, { type: "address" }, taskSpecParameter],
      [BigInt(chainId), taskManager, spec],
    ),
  );
}

/** The journal's first word: keccak256(abi.encode(taskId, prover)) >> 8, so that it fits every proof system's field. */
export function bindingOf(taskId: Hex, prover: Address): Hex {
  const hash = keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "address" }], [taskId, prover]));
  return concat(["0x00", slice(hash, 0, 31)]);
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

/** What settling a claim made at `time` pays: rises linearly from minReward to maxReward over rampSeconds. */
export function rewardAt(spec: TaskSpec, time: number): bigint {
  const elapsed = Math.max(0, time - spec.submittedAt);
  if (elapsed >= spec.rampSeconds) return spec.maxReward;
  return spec.minReward + ((spec.maxReward - spec.minReward) * BigInt(elapsed)) / BigInt(spec.rampSeconds);
}
