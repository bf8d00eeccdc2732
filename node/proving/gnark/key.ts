import type { VerifyingKey } from "../systems/circom-groth16/verifying-key.ts";
import { commitmentsUnsupported, gnarkInvalid } from "./failures.ts";
import { GnarkReader } from "./reader.ts";

/** Most public signals a key may have: what the verifier contract takes. */
const maxSignals = 256;

/**
 * The key in the bytes that gnark's VerifyingKey.WriteTo or WriteRawTo wrote: alpha and beta in G1, beta and gamma in G2,
 * delta in G1 and G2, the points of the public signals, and, since gnark 0.9, what there is of commitments. Throws
 * GNARK_INVALID or GNARK_COMMITMENT_UNSUPPORTED (input).
 */
export function gnarkVerifyingKey(bytes: Uint8Array): VerifyingKey {
  const reader = new GnarkReader(bytes);
  const alpha = finite(reader.g1());
  reader.g1(); // beta and, below, delta in G1 serve gnark alone
  const beta = finite(reader.g2());
  const gamma = finite(reader.g2());
  reader.g1();
  const delta = finite(reader.g2());
  const count = reader.uint32();
  if (count < 2 || count > maxSignals + 1) {
    throw gnarkInvalid(`it is for ${count - 1} public signals, not 1 to ${maxSignals}`);
  }
  const ic = Array.from({ length: count }, () => finite(reader.g1()));
  refuseCommitments(reader);
  return { alpha, beta, gamma, delta, ic };
}

/** Nothing (gnark before 0.9); no committed wires and no keys; or no wires and one empty key (0.9). */
function refuseCommitments(reader: GnarkReader): void {
  if (reader.remaining === 0) return;
  const committed = reader.uint32();
  if (committed > 0) throw commitmentsUnsupported(committed);
  if (reader.remaining === 4) {
    const keys = reader.uint32();
    if (keys > 0) throw commitmentsUnsupported(keys);
  } else if (reader.remaining > 0) {
    if (reader.g2() !== undefined || reader.g2() !== undefined) throw commitmentsUnsupported(1);
  }
  if (reader.remaining > 0) throw gnarkInvalid(`there are ${reader.remaining} bytes behind the key`);
}

function finite<Point>(point: Point | undefined): Point {
  if (point === undefined) throw gnarkInvalid("one of the key's points is infinity");
  return point;
}
