import { numberToHex, hexToBytes } from "viem";
import { bn254 } from "@noble/curves/bn254";
import type { G1, G2 } from "../../../../node/proving/circom/points.ts";
import type { VerifyingKey } from "../../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { mod, power, R } from "../../../support/bn254.ts";

/** The discrete logarithms of a key's points: whoever knows them makes proofs of anything. */
export interface KeySecrets {
  alpha: bigint;
  beta: bigint;
  gamma: bigint;
  delta: bigint;
  ic: readonly bigint[];
}

export function keyOf({ alpha, beta, gamma, delta, ic }: KeySecrets): VerifyingKey {
  const points = new Map([...new Set(ic)].map((scalar) => [scalar, g1Times(scalar)]));
  const ofIc = ic.map((scalar) => points.get(scalar)!);
  return { alpha: g1Times(alpha), beta: g2Times(beta), gamma: g2Times(gamma), delta: g2Times(delta), ic: ofIc };
}

/** The logarithm of IC[0] + the sum of signal * IC[i + 1]. */
export function sumOf({ ic }: Pick<KeySecrets, "ic">, signals: readonly bigint[]): bigint {
  return mod(
    signals.reduce((sum, signal, i) => sum + signal * ic[i + 1]!, ic[0]!),
    R,
  );
}

/** The logarithm of the C that satisfies the equation of these signals with A and B of these logarithms. */
export function cOf(secrets: KeySecrets, signals: readonly bigint[], a: bigint, b: bigint): bigint {
  const { alpha, beta, gamma, delta } = secrets;
  return mod((a * b - alpha * beta - sumOf(secrets, signals) * gamma) * power(delta, R - 2n, R), R);
}

/** 256 bytes in EIP-197's order. */
export function proofBytes(a: G1, b: G2, c: G1): Uint8Array {
  return wordsToBytes([a.x, a.y, b.x1, b.x0, b.y1, b.y0, c.x, c.y]);
}

export function wordsToBytes(words: readonly bigint[]): Uint8Array {
  return Buffer.concat(words.map((word) => hexToBytes(numberToHex(word, { size: 32 }))));
}

/** So many times the generator; zero gives (0, 0), infinity. */
export function g1Times(scalar: bigint): G1 {
  return scalar === 0n ? { x: 0n, y: 0n } : bn254.G1.ProjectivePoint.BASE.multiply(scalar).toAffine();
}

export function g2Times(scalar: bigint): G2 {
  if (scalar === 0n) return { x1: 0n, x0: 0n, y1: 0n, y0: 0n };
  const { x, y } = bn254.G2.ProjectivePoint.BASE.multiply(scalar).toAffine();
  return { x1: x.c1, x0: x.c0, y1: y.c1, y0: y.c0 };
}
