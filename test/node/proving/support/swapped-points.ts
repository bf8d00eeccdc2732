import { packCode, readCode } from "../../../../node/proving/circom/code.ts";
import { sectionIn } from "../../../../node/proving/circom/zkey-file.ts";

/**
 * A circom program whose proving key has points of a section exchanged, `count` from `left` on with those from `right`
 * on: all valid, none where it belongs. Exchanged points of equal witness values make no difference, so that bits want
 * many.
 */
export function swappedPoints(code: Uint8Array, section: number, left = 3, right = 5, count = 1): Uint8Array {
  const { wasm, zkey: original } = readCode(code);
  const zkey = Buffer.from(original);
  const points = sectionIn(zkey, section)!; // a view
  const [ones, others] = [left, right].map((at) => Buffer.from(points.subarray(64 * at, 64 * (at + count)))) as [
    Buffer,
    Buffer,
  ];
  if (ones.equals(others)) throw new Error("the points are the same");
  points.set(others, 64 * left);
  points.set(ones, 64 * right);
  return packCode({ wasm, zkey });
}
