import { packCode, readCode } from "../../../../node/proving/circom/code.ts";
import { sectionIn } from "../../../../node/proving/circom/zkey-file.ts";

/** A circom program whose proving key has two points of a section exchanged: both valid, neither where it belongs. */
export function swappedPoints(code: Uint8Array, section: number, left = 3, right = 5): Uint8Array {
  const { wasm, zkey: original } = readCode(code);
  const zkey = Buffer.from(original);
  const points = sectionIn(zkey, section)!; // a view
  const [one, other] = [left, right].map((at) => Buffer.from(points.subarray(64 * at, 64 * (at + 1)))) as [
    Buffer,
    Buffer,
  ];
  if (one.equals(other)) throw new Error("the two points are the same");
  points.set(other, 64 * left);
  points.set(one, 64 * right);
  return packCode({ wasm, zkey });
}
