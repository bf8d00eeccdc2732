import type { Hex } from "viem";

/** The bytes with one bit of the byte at `index` flipped. */
export function flipped(bytes: Hex, index: number): Hex {
  const copy = Buffer.from(bytes.slice(2), "hex");
  copy[index] = copy[index]! ^ 1;
  return `0x${copy.toString("hex")}`;
}
