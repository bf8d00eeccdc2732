import type { G1 } from "../circom/points.ts";
import { SCALAR_MODULUS as R } from "../../protocol/bn254.ts";
import { keyForgeable } from "./forgeable.ts";

/** The points of a PLONK key that a circuit's selectors and permutation make. */
interface Selectors {
  qm: G1;
  ql: G1;
  qr: G1;
  qo: G1;
  qc: G1;
  s1: G1;
}

/**
 * Refuses PLONK keys of circuits that leave their public signals free, as PlonkVerifier does; `shift` is s G1 of the
 * set-up.
 * @throws W3bError KEY_FORGEABLE (input)
 */
export function checkPlonkKey({ qm, ql, qr, qo, qc, s1 }: Selectors, shift: G1): void {
  if (isInfinity(ql)) throw keyForgeable("its gates do not take the public signals");
  if ([qm, qr, qo, qc].every(isInfinity)) throw keyForgeable("it has no gates besides those that take public signals");
  if (s1.x === shift.x && s1.y === shift.y) throw keyForgeable(UNTIED);
}

/**
 * The same of FFLONK, whose key has one point for all polynomials: `section` begins with the n coefficients of the
 * permutation's first one.
 * @throws W3bError KEY_FORGEABLE (input)
 */
export function checkFflonkPermutation(section: Uint8Array, n: number): void {
  const isIdentity = section
    .subarray(0, 32 * n)
    .every((byte, index) => byte === (index >= 32 && index < 64 ? one[index - 32] : 0));
  if (isIdentity) throw keyForgeable(UNTIED);
}

const UNTIED = "no gate reads the public signals, since the permutation leaves their wires alone";

function isInfinity({ x, y }: G1): boolean {
  return x === 0n && y === 0n;
}

/** 1 in Montgomery form, little endian. */
const one = Uint8Array.from({ length: 32 }, (_, index) => Number((((1n << 256n) % R) >> BigInt(8 * index)) & 0xffn));
