import { createHash } from "node:crypto";
import { bytesToHex, type Hex, hexToBytes } from "viem";
import type { G1, G2 } from "../../circom/points.ts";
import type { VerifyingKey } from "../circom-groth16/verifying-key.ts";

/**
 * The digest of the claim that an image halted well (exit code 0) with a journal and no assumptions left: what a
 * Groth16 receipt proves. As RiscZeroVerifier.claimDigest computes it.
 */
export function claimDigest(imageId: Hex, journal: Hex): Hex {
  const output = tagged("risc0.Output", [sha256(hexToBytes(journal)), NOTHING]);
  const halted = Buffer.alloc(8); // system and user exit code, little-endian words
  return bytesToHex(tagged("risc0.ReceiptClaim", [NOTHING, hexToBytes(imageId), haltedState, output], halted));
}

/** RISC Zero's own digest of a Groth16 key, of which selectors are made; as RiscZeroVerifier.keyDigest. */
export function keyDigest({ alpha, beta, gamma, delta, ic }: VerifyingKey): Uint8Array {
  let list: Uint8Array = NOTHING; // from the last element to the first, each with the digest of what follows it
  for (const point of ic.toReversed()) list = tagged("risc0_groth16.VerifyingKey.IC", [sha256(g1(point)), list]);
  const points = [g1(alpha), g2(beta), g2(gamma), g2(delta)].map(sha256);
  return tagged("risc0_groth16.VerifyingKey", [...points, list]);
}

/** What a version's selector begins: the digest of its verifier's parameters. */
export function parametersDigest(controlRoot: Hex, bn254ControlId: Hex, key: Uint8Array): Uint8Array {
  const controlId = hexToBytes(bn254ControlId).toReversed(); // a number, and RISC Zero keeps it little-endian
  return tagged("risc0.Groth16ReceiptVerifierParameters", [hexToBytes(controlRoot), controlId, key]);
}

/** A digest as two public signals: its halves of 16 bytes, each read as a little-endian number. */
export function splitDigest(digest: Hex): [bigint, bigint] {
  const reversed = hexToBytes(digest).toReversed();
  return [BigInt(bytesToHex(reversed.subarray(16))), BigInt(bytesToHex(reversed.subarray(0, 16)))];
}

/** Tag, digests of the parts, plain data, and how many digests there were (16 bits, little-endian). */
export function tagged(tag: string, digests: Uint8Array[], data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const count = Buffer.alloc(2);
  count.writeUInt16LE(digests.length);
  return sha256(Buffer.concat([sha256(Buffer.from(tag)), ...digests, data, count]));
}

const NOTHING = new Uint8Array(32);
/** Program counter 0 and an all-zero memory root. */
const haltedState = tagged("risc0.SystemState", [NOTHING], new Uint8Array(4));

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

function g1({ x, y }: G1): Uint8Array {
  return words([x, y]);
}

function g2({ x1, x0, y1, y0 }: G2): Uint8Array {
  return words([x1, x0, y1, y0]);
}

function words(values: bigint[]): Uint8Array {
  return Buffer.concat(values.map((value) => Buffer.from(value.toString(16).padStart(64, "0"), "hex")));
}
