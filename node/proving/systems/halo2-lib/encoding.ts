import { bytesToHex, concat, type Hex, hexToBytes, numberToHex } from "viem";
import { BASE_MODULUS, SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import type { Shape } from "./circuit.ts";
import { compress, decompress, integerOf, littleEndian } from "./points.ts";

/**
 * A proof as Halo2Verifier takes it: halo2's bytes with every number as a big-endian word and every point as x and y.
 * Throws Error for bytes that are no proof of that shape.
 */
export function toContract(proof: Uint8Array, shape: Shape): Hex {
  if (proof.length !== 32 * (shape.points + shape.evaluations + 2)) throw new Error("the proof has a wrong length");
  return concat(
    Array.from({ length: proof.length / 32 }, (_, i) => {
      const item = proof.subarray(32 * i, 32 * i + 32);
      if (isEvaluation(i, shape)) return word(integerOf(item));
      const point = decompress(item);
      if (point === undefined) throw new Error(`item ${i} of the proof is no point`);
      return concat([word(point.x), word(point.y)]);
    }),
  );
}

/** The opposite of {@link toContract}; undefined for bytes that no proof has. */
export function fromContract(encoded: Hex, shape: Shape): Uint8Array | undefined {
  const bytes = hexToBytes(encoded);
  if (bytes.length !== 32 * (2 * shape.points + shape.evaluations + 4)) return undefined;
  const words = wordsOf(encoded)!;
  const items: Uint8Array[] = [];
  for (let at = 0; at < words.length;) {
    if (isEvaluation(items.length, shape)) {
      const value = words[at++]!;
      if (value >= SCALAR_MODULUS) return undefined;
      items.push(littleEndian(value));
      continue;
    }
    const [x, y] = [words[at++]!, words[at++]!];
    if (x >= BASE_MODULUS || y >= BASE_MODULUS) return undefined;
    const item = compress({ x, y });
    if (decompress(item)?.y !== y) return undefined; // not on the curve
    items.push(item);
  }
  return Buffer.concat(items);
}

/** The words of a journal; undefined unless it consists of whole words. */
export function wordsOf(journal: Hex): bigint[] | undefined {
  const bytes = hexToBytes(journal);
  if (bytes.length % 32 !== 0) return undefined;
  return Array.from({ length: bytes.length / 32 }, (_, i) => BigInt(bytesToHex(bytes.subarray(32 * i, 32 * i + 32))));
}

/** The journal: the public values as 32-byte big-endian words. */
export function journalOf(publicValues: readonly bigint[]): Hex {
  return concat(publicValues.map(word));
}

function isEvaluation(item: number, { points, evaluations }: Shape): boolean {
  return item >= points && item < points + evaluations;
}

function word(value: bigint): Hex {
  return numberToHex(value, { size: 32 });
}
