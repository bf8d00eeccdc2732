import { BASE_MODULUS } from "../../../protocol/bn254.ts";
import type { VerificationParts } from "../../groth16/verification-parts.ts";
import type { G1, G2 } from "../../circom/points.ts";
import type { VerifyingKey } from "./verifying-key.ts";

/** A verifying key in the form proving keys hold it: little-endian 32-byte integers in Montgomery form. */
export function verificationPartsOfKey({ alpha, beta, gamma, delta, ic }: VerifyingKey): VerificationParts {
  return {
    publicSignals: ic.length - 1,
    alpha1: bytesOf(g1(alpha)),
    beta2: bytesOf(g2(beta)),
    gamma2: bytesOf(g2(gamma)),
    delta2: bytesOf(g2(delta)),
    ic: bytesOf(ic.flatMap(g1)),
  };
}

const g1 = ({ x, y }: G1) => [x, y];
const g2 = ({ x0, x1, y0, y1 }: G2) => [x0, x1, y0, y1];

function bytesOf(coordinates: bigint[]): Uint8Array {
  const bytes = coordinates.map((value) => {
    const montgomery = ((value % BASE_MODULUS) << 256n) % BASE_MODULUS;
    return Buffer.from(montgomery.toString(16).padStart(64, "0"), "hex").reverse();
  });
  return Buffer.concat(bytes);
}
