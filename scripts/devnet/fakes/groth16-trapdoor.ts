import { createHash, randomBytes } from "node:crypto";
import { concat, type Hex, numberToHex } from "viem";
import { SCALAR_MODULUS as R } from "../../../node/protocol/bn254.ts";
import {
  type SnarkjsVerifyingKey,
  type VerifyingKey,
  verifyingKeyOf,
} from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { multiplesOfGenerator, type PointKind } from "../../circuit/generator-multiples.ts";

/**
 * A Groth16 key whose secrets anybody can compute from `seed`, and so anybody can prove anything with it: FOR
 * DEVELOPMENT ONLY. The proofs are real Groth16 proofs, which any verifier with this key accepts.
 */
export class Groth16Trapdoor {
  readonly key: VerifyingKey;
  /** The same in the form of snarkjs' verification_key.json. */
  readonly plainKey: SnarkjsVerifyingKey;
  readonly #alpha: bigint;
  readonly #beta: bigint;
  readonly #gamma: bigint;
  readonly #delta: bigint;
  readonly #ic: bigint[];

  constructor(seed: string, publicSignals: number) {
    const secret = (name: string) =>
      (BigInt(`0x${createHash("sha512").update(`${seed}: ${name}`).digest("hex")}`) % (R - 1n)) + 1n;
    [this.#alpha, this.#beta, this.#gamma, this.#delta] = [
      secret("alpha"),
      secret("beta"),
      secret("gamma"),
      secret("delta"),
    ];
    this.#ic = Array.from({ length: publicSignals + 1 }, (_, index) => secret(`ic ${index}`));
    const [alpha, ...ic] = points("g1", [this.#alpha, ...this.#ic]) as string[][];
    const [beta, gamma, delta] = points("g2", [this.#beta, this.#gamma, this.#delta]) as string[][][];
    this.plainKey = { vk_alpha_1: alpha!, vk_beta_2: beta!, vk_gamma_2: gamma!, vk_delta_2: delta!, IC: ic };
    this.key = verifyingKeyOf(this.plainKey);
  }

  /** 256 bytes that verify for these public signals: A is random, B the key's beta, and C is solved for. */
  prove(signals: readonly bigint[]): Hex {
    const a = randomScalar();
    const input = this.#ic.reduce((sum, scalar, index) => sum + scalar * (index === 0 ? 1n : signals[index - 1]!), 0n);
    const c = mod(((a - this.#alpha) * this.#beta - input * this.#gamma) * inverse(this.#delta));
    const [pointA, pointC] = points("g1", [a, c]) as string[][];
    const { x1, x0, y1, y0 } = this.key.beta;
    const coordinates = [...pointA!.slice(0, 2), x1, x0, y1, y0, ...pointC!.slice(0, 2)];
    return concat(coordinates.map((coordinate) => numberToHex(BigInt(coordinate), { size: 32 })));
  }
}

function points(kind: PointKind, scalars: bigint[]): (string | string[])[][] {
  return multiplesOfGenerator(kind, scalars).projective();
}

function randomScalar(): bigint {
  return (BigInt(`0x${randomBytes(64).toString("hex")}`) % (R - 1n)) + 1n;
}

const mod = (value: bigint): bigint => ((value % R) + R) % R;

/** By Fermat's little theorem. */
function inverse(value: bigint): bigint {
  let result = 1n;
  for (let square = value, exponent = R - 2n; exponent > 0n; exponent >>= 1n, square = (square * square) % R) {
    if (exponent & 1n) result = (result * square) % R;
  }
  return result;
}
