import assert from "node:assert/strict";
import { type Abi, type Address, concat, encodeErrorResult, encodeFunctionData, type Hex, parseAbi, slice } from "viem";
import type { Element, Point } from "../../support/bn254.ts";
import { mined } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { deployContract, proverRegistry, taskManager } from "../support/world.ts";

/** What OpenZeppelin's guard says. */
export const reentranceError = encodeErrorResult({
  abi: parseAbi(["error ReentrancyGuardReentrantCall()"]),
  errorName: "ReentrancyGuardReentrantCall",
});

/* ACCOUNTS WITH CODE */

export const hostileAccountAbi = parseAbi([
  "event Reentered(bool succeeded, bytes returned)",
  "error CallFailed(bytes reason)",
  "function setMode(uint8 newMode)",
  "function setReentrantCall(address newTarget, bytes data)",
  "function run(address to, bytes data) payable",
]);
/** HostileAccount.Mode */
export const accountMode = { accept: 0, revert: 1, burnGas: 2, returnBomb: 3 } as const;

export const hostileVerifierAbi = parseAbi([
  "function setMode(uint8 newMode)",
  "function setReentrantCall(address newTarget, bytes data)",
  "function written() view returns (uint256)",
]);
/** HostileVerifier.Mode */
export const verifierMode = { accept: 0, reject: 1, burnGas: 2, returnBomb: 3, write: 4 } as const;

export const deployHostileAccount = () => deployContract("HostileAccount", hostileAccountAbi);
export const deployHostileVerifier = () => deployContract("HostileVerifier", hostileVerifierAbi);
export type HostileAccount = Awaited<ReturnType<typeof deployHostileAccount>>;

/** Encodes a call of the TaskManager. */
export function taskCall(functionName: string, args: readonly unknown[]): Hex {
  const abi: Abi = taskManager.abi; // any function by its name
  return encodeFunctionData({ abi, functionName, args });
}

/** Encodes a call of the ProverRegistry. */
export function proverCall(functionName: string, args: readonly unknown[] = []): Hex {
  const abi: Abi = proverRegistry.abi;
  return encodeFunctionData({ abi, functionName, args });
}

/** A contract that is a prover, its own operator and beneficiary, with some stake (wei of IOTX). */
export async function deployProver(stake: bigint): Promise<HostileAccount> {
  const account = await deployHostileAccount();
  const register = proverCall("register", [account.address, account.address, [5n]]);
  await mined(account.write.run([proverRegistry.address, register]));
  await mined(account.write.run([proverRegistry.address, proverCall("stake")], { value: stake }));
  return account;
}

/** Lets a contract that is a prover claim a task. */
export function claimAs(account: HostileAccount, key: readonly [Address, unknown]): Promise<Hex> {
  return account.write.run([taskManager.address, taskCall("claim", key)]);
}

/* POINTS OF PROOFS */

/** A Groth16 proof's points. */
export interface Points {
  a: Point;
  b: Point;
  c: Point;
}

/** The points of a proof of 256 bytes. */
export function pointsOf(proof: Hex): Points {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = wordsOf(proof) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return { a: { x: [ax], y: [ay] }, b: { x: [bx0, bx1], y: [by0, by1] }, c: { x: [cx], y: [cy] } };
}

/** The proof of these points, in the order of EIP-197: imaginary parts first. Infinity is zeros. */
export function proofOfPoints({ a, b, c }: Points): Hex {
  const coordinates = (point: Point, degree: number): Element[] =>
    point ? [[...point.x].reverse(), [...point.y].reverse()] : [new Array<bigint>(2 * degree).fill(0n)];
  return concat([...coordinates(a, 1), ...coordinates(b, 2), ...coordinates(c, 1)].flat().map(word));
}

/** The 32-byte words of bytes. */
export function wordsOf(bytes: Hex): bigint[] {
  assert.equal(bytes.length % 64, 2);
  return Array.from({ length: (bytes.length - 2) / 64 }, (_, i) => BigInt(slice(bytes, 32 * i, 32 * (i + 1))));
}

/** The bytes with one word changed. */
export function changedWord(bytes: Hex, index: number, change: (value: bigint) => bigint): Hex {
  return concat(wordsOf(bytes).map((value, i) => word(i === index ? change(value) : value)));
}
