import { randomFillSync } from "node:crypto";
import { SCALAR_MODULUS } from "../../protocol/bn254.ts";

/**
 * The two scalars that make a proof reveal nothing of its witness: uniform below the group's order, each 32 bytes
 * little endian. They must never be used for a second proof.
 */
export function drawBlinding(): Uint8Array {
  const blinding = new Uint8Array(64);
  for (const scalar of [blinding.subarray(0, 32), blinding.subarray(32)]) {
    do {
      randomFillSync(scalar);
      scalar[31]! &= 0x3f; // r has 254 bits: about three of four candidates are below it
    } while (!isBelowOrder(scalar));
  }
  return blinding;
}

/** By rejection and not by division, which would favour small scalars. */
function isBelowOrder(scalar: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    if (scalar[i] !== ORDER[i]) return scalar[i]! < ORDER[i]!;
  }
  return false;
}

const ORDER = Buffer.from(SCALAR_MODULUS.toString(16).padStart(64, "0"), "hex").reverse();
