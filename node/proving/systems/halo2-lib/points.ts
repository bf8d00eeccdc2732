import { bytesToHex, hexToBytes, numberToHex } from "viem";
import { BASE_MODULUS as Q } from "../../../protocol/bn254.ts";

/** A point of BN254's G1, affine; (0, 0) is infinity. */
export interface G1 {
  x: bigint;
  y: bigint;
}

/**
 * A point from halo2's 32 bytes: x little-endian, bit 6 of the last byte y's lowest bit, bit 7 infinity. Undefined if
 * there is no such point, or if it is not written in the one way halo2 writes it.
 */
export function decompress(bytes: Uint8Array): G1 | undefined {
  const last = bytes[31] ?? 0;
  const x = integerOf(Uint8Array.from(bytes).fill(last & 0x3f, 31));
  if ((last & infinityBit) !== 0) return x === 0n && (last & parityBit) === 0 ? { x: 0n, y: 0n } : undefined;
  if (x >= Q) return undefined;
  const square = (x * x * x + 3n) % Q;
  const root = power(square, (Q + 1n) / 4n);
  if ((root * root) % Q !== square) return undefined;
  const isOdd = (last & parityBit) !== 0;
  return { x, y: (root & 1n) === (isOdd ? 1n : 0n) ? root : Q - root };
}

/** The opposite of {@link decompress}, for any two coordinates. */
export function compress({ x, y }: G1): Uint8Array {
  const bytes = littleEndian(x);
  if (x === 0n && y === 0n) bytes[31] = infinityBit;
  else if ((y & 1n) === 1n) bytes[31]! |= parityBit;
  return bytes;
}

/** A little-endian integer. */
export function integerOf(bytes: Uint8Array): bigint {
  return BigInt(bytesToHex(Uint8Array.from(bytes).reverse()));
}

/** 32 bytes, little-endian. */
export function littleEndian(value: bigint): Uint8Array {
  return hexToBytes(numberToHex(value, { size: 32 })).reverse();
}

const parityBit = 0x40;
const infinityBit = 0x80;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % Q) {
    if (exponent & 1n) result = (result * square) % Q;
  }
  return result;
}
