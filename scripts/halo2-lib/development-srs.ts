import { randomBytes } from "node:crypto";
import { SCALAR_MODULUS as R } from "../../node/protocol/bn254.ts";
import { multiplesOfGenerator } from "../circuit/generator-multiples.ts";
import { lagrangeAt, powersOf } from "./roots.ts";

/**
 * A set-up for 2^k rows whose secret this process draws and knows: whoever has it forges proofs of every circuit that
 * uses the set-up. For development only. Form: node/proving/systems/halo2-lib/srs.ts.
 */
export function developmentSrs(k: number): Uint8Array {
  const secret = BigInt(`0x${randomBytes(48).toString("hex")}`) % R;
  const g1 = multiplesOfGenerator("g1", [...powersOf(secret, 2 ** k), ...lagrangeAt(secret, k)]);
  const g2 = multiplesOfGenerator("g2", [1n, secret]);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(k);
  return new Uint8Array(Buffer.concat([head, g1.bytes, g2.bytes]));
}
