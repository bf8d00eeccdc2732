import { type Hex, hexToBigInt, numberToHex, padHex, size, slice } from "viem";
import { BASE_MODULUS as P } from "../../protocol/bn254.ts";

/** Calldata as contracts read it: words of 32 bytes, zeros behind its end. */
export interface Calldata {
  word(index: number): bigint;
  /** The calldata with another word. */
  withWord(index: number, value: bigint): Hex;
}

export function calldataOf(bytes: Hex): Calldata {
  const padded = (index: number) => padHex(bytes, { dir: "right", size: Math.max(size(bytes), WORD * (index + 1)) });
  return {
    word: (index) => hexToBigInt(slice(padded(index), WORD * index, WORD * (index + 1))),
    withWord(index, value) {
      const hex = padded(index);
      const [from, to] = [2 + 2 * WORD * index, 2 + 2 * WORD * (index + 1)];
      return `${hex.slice(0, from)}${numberToHex(value, { size: WORD }).slice(2)}${hex.slice(to)}` as Hex;
    },
  };
}

/** Whether two words are a point of BN254. The generator is left out: its coordinates, 1 and 2, are anybody's numbers. */
export function isPoint(x: bigint, y: bigint): boolean {
  return x < P && y < P && x !== 1n && (y * y - x * x * x - 3n) % P === 0n;
}

const WORD = 32;
