import type { Hex } from "viem";

/**
 * A copy of the bytes with one bit of the byte at `index` flipped; negative indices count from the end. A byte that is
 * set to a value may have that value already, and then nothing was changed.
 */
export function flipped(bytes: Hex, index: number): Hex;
export function flipped(bytes: Uint8Array, index: number): Buffer;
export function flipped(bytes: Hex | Uint8Array, index: number): Hex | Buffer {
  const copy = typeof bytes === "string" ? Buffer.from(bytes.slice(2), "hex") : Buffer.from(bytes);
  const at = index < 0 ? copy.length + index : index;
  if (copy[at] === undefined) throw new RangeError(`There is no byte ${index} among ${copy.length}`);
  copy[at] ^= 1;
  return typeof bytes === "string" ? `0x${copy.toString("hex")}` : copy;
}
