import type { VerificationKey } from "snarkjs";
import { encodeAbiParameters, type Hex, keccak256 } from "viem";

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

/** The key as the verifier contract takes it, from the content of snarkjs' verification_key.json. */
export function verifyingKeyOf(key: VerificationKey): VerifyingKey {
  return {
    alpha: g1Of(key.vk_alpha_1),
    beta: g2Of(key.vk_beta_2),
    gamma: g2Of(key.vk_gamma_2),
    delta: g2Of(key.vk_delta_2),
    ic: key.IC.map(g1Of),
  };
}

/** The key's hash as the verifier contract computes it: keccak256(abi.encode(key)). */
export function programIdOf(key: VerifyingKey): Hex {
  return keccak256(encodeAbiParameters([verifyingKeyParameter], [key]));
}

/** The key as snarkjs verifies with it. */
export function snarkjsKeyOf({ alpha, beta, gamma, delta, ic }: VerifyingKey): VerificationKey {
  const g1 = ({ x, y }: G1) => [String(x), String(y), "1"];
  const g2 = ({ x1, x0, y1, y0 }: G2) => [
    [String(x0), String(x1)],
    [String(y0), String(y1)],
    ["1", "0"],
  ];
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: ic.length - 1,
    vk_alpha_1: g1(alpha),
    vk_beta_2: g2(beta),
    vk_gamma_2: g2(gamma),
    vk_delta_2: g2(delta),
    vk_alphabeta_12: [], // a shortcut that verifying does not take
    IC: ic.map(g1),
  };
}

function g1Of([x = "", y = ""]: string[]): G1 {
  return { x: BigInt(x), y: BigInt(y) };
}

function g2Of([[x0 = "", x1 = ""] = [], [y0 = "", y1 = ""] = []]: string[][]): G2 {
  return { x1: BigInt(x1), x0: BigInt(x0), y1: BigInt(y1), y0: BigInt(y0) };
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
