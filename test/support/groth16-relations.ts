import type { VerifyingKey } from "../../node/proving/systems/circom-groth16/verifying-key.ts";
import { bn254 } from "@noble/curves/bn254";
import { type Point, R } from "./bn254.ts";

/** The secrets of a Groth16 key: each point is one of them times the generator. */
export interface Secrets {
  alpha: bigint;
  beta: bigint;
  gamma: bigint;
  delta: bigint;
  ic: bigint[];
}

/** Of no known relation: nobody but the test knows them. */
export const unrelated: Secrets = {
  alpha: 0x1d3a8f0b5c7e29461fb0a7733d5ec8429d01b6f7a3e45c8892f16b0c5d7ea34n,
  beta: 0x2b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfn,
  gamma: 0x243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c8n,
  delta: 0x0b5470917e5d3bb1b34fa6cd8e1d1fa3a7b6f8a15d5b0c77c9e6d05ce7f0bd1n,
  ic: [
    0x2545f4914f6cdd1d9e3779b97f4a7c15bf58476d1ce4e5b994d049bb133111en,
    0x1f83d9abfb41bd6b5be0cd19137e2179cbbb9d5dc1059ed8629a292a367cd50n,
    0x0a54ff53a5f1d36f1510e527fade682d19b05688c2b3e6c1f1f83d9abfb41bdn,
  ],
};

/** The key with these secrets; zero gives infinity. */
export function keyOf(secrets: Secrets): VerifyingKey {
  const g1 = (scalar: bigint) => {
    const point = pointInG1(scalar);
    return { x: point?.x[0] ?? 0n, y: point?.y[0] ?? 0n };
  };
  const g2 = (scalar: bigint) => {
    const point = pointInG2(scalar);
    const [x0 = 0n, x1 = 0n, y0 = 0n, y1 = 0n] = point ? [...point.x, ...point.y] : [];
    return { x1, x0, y1, y0 };
  };
  const { alpha, beta, gamma, delta, ic } = secrets;
  return { alpha: g1(alpha), beta: g2(beta), gamma: g2(gamma), delta: g2(delta), ic: ic.map(g1) };
}

/**
 * Every relation of a key's points that the contract sees, and how anyone forges with it from the key alone: a proof's
 * three points as sums of the key's, where `signals` is ic[0] + x[1] ic[1] + ... Where there is none, the forger needs
 * phase 1's file too.
 */
export const relations: Record<string, { secrets: Secrets; forge?: (key: Secrets, signals: bigint) => bigint[] }> = {
  "delta is gamma: phase 2 has no contribution": {
    secrets: { ...unrelated, delta: unrelated.gamma },
    forge: ({ alpha, beta }, signals) => [alpha, beta, -signals],
  },
  "delta is the opposite of gamma": {
    secrets: { ...unrelated, delta: -unrelated.gamma },
    forge: ({ alpha, beta }, signals) => [alpha, beta, signals],
  },
  "gamma and delta are the generator, as snarkjs leaves them without a contribution": {
    secrets: { ...unrelated, gamma: 1n, delta: 1n },
    forge: ({ alpha, beta }, signals) => [alpha, beta, -signals],
  },
  "delta is a small number, and gamma the generator": {
    secrets: { ...unrelated, gamma: 1n, delta: 2n },
    forge: ({ alpha, beta }, signals) => [alpha, beta, -signals * half],
  },
  "gamma is beta": {
    secrets: { ...unrelated, gamma: unrelated.beta },
    forge: ({ alpha, beta, delta }, signals) => [alpha + signals, beta + delta, alpha + signals],
  },
  "gamma is the opposite of beta": {
    secrets: { ...unrelated, gamma: -unrelated.beta },
    forge: ({ alpha, beta, delta }, signals) => [alpha - signals, beta + delta, alpha - signals],
  },
  "delta is beta": {
    secrets: { ...unrelated, delta: unrelated.beta },
    forge: ({ alpha, gamma }, signals) => [signals, gamma, -alpha],
  },
  "delta is the opposite of beta": {
    secrets: { ...unrelated, delta: -unrelated.beta },
    forge: ({ alpha, gamma }, signals) => [signals, gamma, alpha],
  },
  "alpha is known": { secrets: { ...unrelated, alpha: 1n } },
  "alpha is the opposite of a small number": { secrets: { ...unrelated, alpha: -16n } },
  "beta is known": { secrets: { ...unrelated, beta: 1n } },
  "beta is a small number": { secrets: { ...unrelated, beta: 16n } },
  "delta is known, and gamma is not": { secrets: { ...unrelated, delta: -1n } },
  "two signals have one point, so that a proof of one statement is one of others": {
    secrets: { ...unrelated, ic: [unrelated.ic[0]!, unrelated.ic[1]!, unrelated.ic[1]!] },
  },
  "two signals have opposite points": {
    secrets: { ...unrelated, ic: [unrelated.ic[0]!, unrelated.ic[1]!, -unrelated.ic[1]!] },
  },
  "a signal has alpha's point": {
    secrets: { ...unrelated, ic: [unrelated.ic[0]!, unrelated.alpha, unrelated.ic[2]!] },
  },
};

/** The inverse of 2. */
const half = (R + 1n) / 2n;

/** A scalar times the generator of G1. */
export function pointInG1(scalar: bigint): Point {
  const factor = modulo(scalar);
  if (factor === 0n) return undefined;
  const { x, y } = bn254.G1.ProjectivePoint.BASE.multiply(factor).toAffine();
  return { x: [x], y: [y] };
}

/** The same of G2. */
export function pointInG2(scalar: bigint): Point {
  const factor = modulo(scalar);
  if (factor === 0n) return undefined;
  const { x, y } = bn254.G2.ProjectivePoint.BASE.multiply(factor).toAffine();
  return { x: [x.c0, x.c1], y: [y.c0, y.c1] };
}

function modulo(scalar: bigint): bigint {
  return ((scalar % R) + R) % R;
}
