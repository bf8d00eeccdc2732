import { bytesToHex } from "viem";
import { type G1, g1In } from "../../circom/points.ts";
import { BASE_MODULUS } from "../../../protocol/bn254.ts";

/**
 * A KZG set-up over BN254 as halo2's ParamsKZG holds it (SerdeFormat::RawBytesUnchecked): k (4 bytes, little-endian),
 * 2^k points s^i G1, 2^k points l_i(s) G1 (the Lagrange basis over halo2's roots of unity), G2, s G2. Coordinates are
 * 32 bytes, little-endian, in Montgomery form; those of G2 have the real part first.
 */
export interface Srs {
  bytes: Uint8Array;
  k: number;
  sG2: G2;
}

/** A point of BN254's G2, affine, in EIP-197's order: the imaginary part (1) of each coordinate before the real (0). */
export interface G2 {
  x1: bigint;
  x0: bigint;
  y1: bigint;
  y0: bigint;
}

/** Length in bytes of the set-up for 2^k rows. */
export function srsLength(k: number): number {
  return 4 + 2 * g1Bytes * 2 ** k + 2 * g2Bytes;
}

/** Reads a set-up without checking its points. Throws Error if its length is none that a set-up has. */
export function readSrs(bytes: Uint8Array): Srs {
  const k = bytes.length < 4 ? -1 : Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32LE();
  if (k < 0 || k > 28 || bytes.length !== srsLength(k)) throw new Error("the set-up is not one of halo2's");
  const last = bytes.subarray(bytes.length - g2Bytes);
  const [x0, x1, y0, y1] = [0, 1, 2, 3].map((i) => coordinate(last.subarray(32 * i, 32 * i + 32)));
  return { bytes, k, sG2: { x1: x1!, x0: x0!, y1: y1!, y0: y0! } };
}

/** s^e G1 for e = 1, 2, 4, 8, ... below 2^k. */
export function powersIn({ bytes, k }: Pick<Srs, "bytes" | "k">): G1[] {
  return Array.from({ length: k }, (_, j) => g1In(bytes.subarray(4 + g1Bytes * 2 ** j, 4 + g1Bytes * (2 ** j + 1))));
}

const g1Bytes = 64;
const g2Bytes = 128;

/** 2^-256 modulo the order of the coordinates' field: undoes the Montgomery form. */
const MONTGOMERY_INVERSE = 20988524275117001072002809824448087578619730785600314334253784976379291040311n;

function coordinate(littleEndian: Uint8Array): bigint {
  return (BigInt(bytesToHex(Uint8Array.from(littleEndian).reverse())) * MONTGOMERY_INVERSE) % BASE_MODULUS;
}
