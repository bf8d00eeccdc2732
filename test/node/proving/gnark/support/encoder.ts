import type { G1, G2, VerifyingKey } from "../../../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { Q } from "../../../../support/bn254.ts";

// What gnark-crypto's encoder writes, by its description: independent of the reader it is compared with.

export type Form = "raw" | "compressed";

/** VerifyingKey.WriteRawTo or WriteTo, up to the points of the public signals. */
export function encodeKey({ alpha, beta, gamma, delta, ic }: VerifyingKey, form: Form): Buffer {
  const anyG1 = alpha; // beta and delta in G1, which no plain verifier needs
  const parts = [g1(alpha, form), g1(anyG1, form), g2(beta, form), g2(gamma, form), g1(anyG1, form), g2(delta, form)];
  return Buffer.concat([...parts, uint32(ic.length), ...ic.map((point) => g1(point, form))]);
}

/** Proof.WriteRawTo or WriteTo, of 256 bytes in EIP-197's order; without what follows the three points. */
export function encodeProof(proof: Uint8Array, form: Form): Buffer {
  const [ax, ay, x1, x0, y1, y0, cx, cy] = Array.from({ length: 8 }, (_, index) =>
    BigInt(`0x${Buffer.from(proof.subarray(32 * index, 32 * (index + 1))).toString("hex")}`),
  ) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  return Buffer.concat([g1({ x: ax, y: ay }, form), g2({ x1, x0, y1, y0 }, form), g1({ x: cx, y: cy }, form)]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Infinity in G1 (1) or G2 (2). */
export function infinity(group: 1 | 2, form: Form): Buffer {
  const bytes = Buffer.alloc(32 * group * (form === "raw" ? 2 : 1));
  if (form === "compressed") bytes[0] = 0b01 << 6;
  return bytes;
}

export function g1({ x, y }: G1, form: Form): Buffer {
  return form === "raw" ? Buffer.concat([word(x), word(y)]) : flagged(word(x), y > (Q - 1n) / 2n);
}

export function g2({ x1, x0, y1, y0 }: G2, form: Form): Buffer {
  const x = Buffer.concat([word(x1), word(x0)]);
  if (form === "raw") return Buffer.concat([x, word(y1), word(y0)]);
  return flagged(x, (y1 === 0n ? y0 : y1) > (Q - 1n) / 2n);
}

function flagged(bytes: Buffer, largest: boolean): Buffer {
  bytes[0]! |= (largest ? 0b11 : 0b10) << 6;
  return bytes;
}

function word(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}
