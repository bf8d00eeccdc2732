import { BASE_MODULUS } from "../../protocol/bn254.ts";
import { integerOf } from "./zkey-file.ts";

/** A point of BN254's G1, affine; (0, 0) is infinity. */
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

/** The contracts' G1, for the ABI. */
export const g1Components = [
  { name: "x", type: "uint256" },
  { name: "y", type: "uint256" },
] as const;

/** The contracts' G2, for the ABI. */
export const g2Components = [
  { name: "x1", type: "uint256" },
  { name: "x0", type: "uint256" },
  { name: "y1", type: "uint256" },
  { name: "y0", type: "uint256" },
] as const;

/** A point of a .zkey file: 64 bytes, coordinates little endian in Montgomery form. */
export function g1In(point: Uint8Array): G1 {
  const [x, y] = coordinatesIn(point) as [bigint, bigint];
  return { x, y };
}

/** A point of a .zkey file: 128 bytes, real parts first, little endian in Montgomery form. */
export function g2In(point: Uint8Array): G2 {
  const [x0, x1, y0, y1] = coordinatesIn(point) as [bigint, bigint, bigint, bigint];
  return { x1, x0, y1, y0 };
}

/** An integer of a .zkey file out of its Montgomery form. */
export function plainOf(bytes: Uint8Array, modulus: bigint): bigint {
  return (integerOf(bytes) * montgomeryInverse(modulus)) % modulus;
}

function coordinatesIn(point: Uint8Array): bigint[] {
  return Array.from({ length: point.length / 32 }, (_, index) =>
    plainOf(point.subarray(32 * index, 32 * (index + 1)), BASE_MODULUS),
  );
}

const inverses = new Map<bigint, bigint>();

/** 2^-256 modulo a prime. */
function montgomeryInverse(modulus: bigint): bigint {
  let inverse = inverses.get(modulus);
  if (inverse === undefined) inverses.set(modulus, (inverse = power(2n ** 256n % modulus, modulus - 2n, modulus)));
  return inverse;
}

/** base^exponent modulo a number. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % modulus) {
    if (exponent & 1n) result = (result * square) % modulus;
  }
  return result;
}
