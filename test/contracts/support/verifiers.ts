import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Abi, BaseError, decodeErrorResult, encodeFunctionData, type Hex } from "viem";
import { errorsAbi } from "../../../contracts/abi/errors.ts";
import { actors, publicClient } from "./world.ts";

/** BN254: order of the field of coordinates. */
export const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** BN254: order of the groups, and so of the field of public signals. */
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** A verifier as tests call it. */
export interface Verifier {
  address: Hex;
  abi: Abi;
}

/** What `verify` takes. */
export interface Statement {
  programId: Hex;
  journal: Hex;
  proof: Hex;
}

/** The content of a file of test/contracts/vectors. */
export function vector<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8")) as T;
}

/** The content of a file of scripts/deploy/published. */
export function published<T>(name: string): T {
  const file = new URL(`../../../scripts/deploy/published/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

/** A circuit of test/contracts/circuits. */
export function circuitPath(name: string): string {
  return fileURLToPath(new URL(`../circuits/${name}.circom`, import.meta.url));
}

/** Resolves if the verifier accepts. */
export async function accepts(verifier: Verifier, { programId, journal, proof }: Statement): Promise<void> {
  const { address, abi } = verifier;
  await publicClient.readContract({ address, abi, functionName: "verify", args: [programId, journal, proof] });
}

/**
 * The name of the error with which the verifier rejects; errors of contracts further in are known too. Fails when it
 * accepts, and when the revert has no name.
 */
export async function rejection(verifier: Verifier, { programId, journal, proof }: Statement): Promise<string> {
  const { address, abi } = verifier;
  const data = encodeFunctionData({ abi, functionName: "verify", args: [programId, journal, proof] });
  const error = await publicClient.call({ to: address, data }).then(
    () => assert.fail("the verifier accepted"),
    (thrown: unknown) => thrown,
  );
  const revert =
    error instanceof BaseError ? error.walk((e) => typeof (e as { data?: unknown }).data === "string") : null;
  if (revert === null) throw error;
  return decodeErrorResult({ abi: [...abi, ...errorsAbi], data: (revert as unknown as { data: Hex }).data }).errorName;
}

/** Gas of a transaction that does nothing but verify: base fee, calldata and execution. */
export async function gasOf(verifier: Verifier, { programId, journal, proof }: Statement): Promise<bigint> {
  const { address, abi } = verifier;
  const data = encodeFunctionData({ abi, functionName: "verify", args: [programId, journal, proof] });
  const transaction = { from: actors.stranger, to: address, data };
  const hash = await publicClient.request({ method: "eth_sendTransaction", params: [transaction] } as never);
  const receipt = await publicClient.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, "success");
  return receipt.gasUsed;
}

/** The bytes with one bit of the byte at `index` flipped. */
export function flipped(bytes: Hex, index: number): Hex {
  const copy = Buffer.from(bytes.slice(2), "hex");
  copy[index] = copy[index]! ^ 1;
  return `0x${copy.toString("hex")}`;
}

/** The bytes with the 32-byte word at byte `offset` replaced. */
export function withWord(bytes: Hex, offset: number, value: bigint): Hex {
  const at = 2 + 2 * offset;
  return `${bytes.slice(0, at)}${value.toString(16).padStart(64, "0")}${bytes.slice(at + 64)}` as Hex;
}

/** The bytes with two of their 32-byte words exchanged, each given by its byte offset. */
export function swapped(bytes: Hex, a: number, b: number): Hex {
  return withWord(withWord(bytes, a, wordAt(bytes, b)), b, wordAt(bytes, a));
}

/** The 32-byte word at byte `offset`. */
export function wordAt(bytes: Hex, offset: number): bigint {
  return BigInt(`0x${bytes.slice(2 + 2 * offset, 66 + 2 * offset)}`);
}
