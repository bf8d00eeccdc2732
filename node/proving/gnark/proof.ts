import { concat, type Hex, numberToHex } from "viem";
import { commitmentsUnsupported, gnarkInvalid } from "./failures.ts";
import { GnarkReader } from "./reader.ts";

/**
 * The 256 bytes the Groth16 verifier contract takes, from what gnark's Proof.WriteTo, WriteRawTo or MarshalSolidity
 * wrote: Ar, Bs and Krs, and, since gnark 0.9, the commitments. Throws GNARK_INVALID or GNARK_COMMITMENT_UNSUPPORTED
 * (input).
 */
export function gnarkProof(bytes: Uint8Array): Hex {
  const reader = new GnarkReader(bytes);
  const [a, b, c] = [reader.g1(), reader.g2(), reader.g1()];
  if (reader.remaining > 0) {
    const commitments = reader.uint32();
    if (commitments > 0) throw commitmentsUnsupported(commitments);
    if (reader.remaining > 0 && reader.g1() !== undefined) throw commitmentsUnsupported(undefined);
    if (reader.remaining > 0) throw gnarkInvalid(`there are ${reader.remaining} bytes behind the proof`);
  }
  if (a === undefined || b === undefined || c === undefined) throw gnarkInvalid("a point of the proof is infinity");
  const words = [a.x, a.y, b.x1, b.x0, b.y1, b.y0, c.x, c.y];
  return concat(words.map((word) => numberToHex(word, { size: 32 })));
}
