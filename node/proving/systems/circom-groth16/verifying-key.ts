import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import { BASE_MODULUS } from "../../groth16/constants.ts";
import type { ProvingKey } from "../../groth16/zkey.ts";

/** A point of BN254's G1, affine. */
export interface G1 {
  x: bigint;
  y: bigint;
}

/** A point of BN254's G2, affine, in EIP-197's order: the imaginary part (1) of each coordinate before the real (0). */
export interface G2 {
  x1: bigint;
  x0: bigint;
  y1: bigint;
  y0: bigint;
}

/** Groth16Verifier.VerifyingKey of the contracts: what `registerKey` takes. */
export interface VerifyingKey {
  alpha: G1;
  beta: G2;
  gamma: G2;
  delta: G2;
  /** One point for the constant and one for each public signal. */
  ic: G1[];
}

/** The part of snarkjs' verification_key.json that makes the key: decimal strings, points in projective form. */
export interface SnarkjsVerifyingKey {
  vk_alpha_1: string[];
  vk_beta_2: string[][];
  vk_gamma_2: string[][];
  vk_delta_2: string[][];
  IC: string[][];
}

/** The verifying key inside a proving key. */
export function verifyingKeyIn(key: Pick<ProvingKey, "alpha1" | "beta2" | "gamma2" | "delta2" | "ic">): VerifyingKey {
  const count = key.ic.length / 64;
  return {
    alpha: g1In(key.alpha1),
    beta: g2In(key.beta2),
    gamma: g2In(key.gamma2),
    delta: g2In(key.delta2),
    ic: Array.from({ length: count }, (_, index) => g1In(key.ic.subarray(64 * index, 64 * (index + 1)))),
  };
}

/** The key as the verifier contract takes it, from the content of snarkjs' verification_key.json. */
export function verifyingKeyOf(key: SnarkjsVerifyingKey): VerifyingKey {
  return {
    alpha: g1Of(key.vk_alpha_1),
    beta: g2Of(key.vk_beta_2),
    gamma: g2Of(key.vk_gamma_2),
    delta: g2Of(key.vk_delta_2),
    ic: key.IC.map(g1Of),
  };
}

/** The key in the form of snarkjs' verification_key.json, as far as verifying takes it. */
export function snarkjsKeyOf({ alpha, beta, gamma, delta, ic }: VerifyingKey): SnarkjsVerifyingKey {
  const g1 = ({ x, y }: G1) => [x.toString(), y.toString(), "1"];
  const g2 = ({ x0, x1, y0, y1 }: G2) => [
    [x0.toString(), x1.toString()],
    [y0.toString(), y1.toString()],
    ["1", "0"],
  ];
  return { vk_alpha_1: g1(alpha), vk_beta_2: g2(beta), vk_gamma_2: g2(gamma), vk_delta_2: g2(delta), IC: ic.map(g1) };
}

/** The key's hash as the verifier contract computes it: keccak256(abi.encode(key)). */
export function programIdOf(key: VerifyingKey): Hex {
  return keccak256(encodeAbiParameters([verifyingKeyParameter], [key]));
}

function g1Of([x = "", y = ""]: string[]): G1 {
  return { x: BigInt(x), y: BigInt(y) };
}

function g2Of([[x0 = "", x1 = ""] = [], [y0 = "", y1 = ""] = []]: string[][]): G2 {
  return { x1: BigInt(x1), x0: BigInt(x0), y1: BigInt(y1), y0: BigInt(y0) };
}

function g1In(point: Uint8Array): G1 {
  const [x, y] = coordinatesIn(point) as [bigint, bigint];
  return { x, y };
}

function g2In(point: Uint8Array): G2 {
  const [x0, x1, y0, y1] = coordinatesIn(point) as [bigint, bigint, bigint, bigint];
  return { x1, x0, y1, y0 };
}

/** Little-endian 32-byte integers in Montgomery form. */
function coordinatesIn(point: Uint8Array): bigint[] {
  return Array.from({ length: point.length / 32 }, (_, index) => {
    const bytes = Buffer.from(point.subarray(32 * index, 32 * (index + 1))); // a copy, to be reversed
    return (BigInt(`0x${bytes.reverse().toString("hex")}`) * MONTGOMERY_INVERSE) % BASE_MODULUS;
  });
}

/** 2^-256 modulo the base field's order: undoes the Montgomery form. */
const MONTGOMERY_INVERSE = power(2n ** 256n % BASE_MODULUS, BASE_MODULUS - 2n);

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % BASE_MODULUS) {
    if (exponent & 1n) result = (result * square) % BASE_MODULUS;
  }
  return result;
}

const g1Components = [
  { name: "x", type: "uint256" },
  { name: "y", type: "uint256" },
] as const;

const g2Components = [
  { name: "x1", type: "uint256" },
  { name: "x0", type: "uint256" },
  { name: "y1", type: "uint256" },
  { name: "y0", type: "uint256" },
] as const;

const verifyingKeyParameter = {
  type: "tuple",
  components: [
    { name: "alpha", type: "tuple", components: g1Components },
    { name: "beta", type: "tuple", components: g2Components },
    { name: "gamma", type: "tuple", components: g2Components },
    { name: "delta", type: "tuple", components: g2Components },
    { name: "ic", type: "tuple[]", components: g1Components },
  ],
} as const;
