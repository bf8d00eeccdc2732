import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import { type G1, g1Components, g1In, type G2, g2Components, g2In } from "../../circom/points.ts";
import type { ProvingKey } from "../../groth16/zkey.ts";

export type { G1, G2 };

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
