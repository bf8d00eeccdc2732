import { Cursor, keyInvalid, readZkeyFile } from "../circom/zkey-file.ts";

/**
 * A Groth16 proving key cut into its parts; the arrays are views of the file. Coordinates are in Montgomery form
 * (times 2^256), little endian, (0, 0) is infinity; a point of G1 takes 64 bytes and one of G2 128.
 */
export interface ProvingKey {
  /** Length of the witness, the constant 1 included. */
  variables: number;
  /** Public signals without the constant 1. */
  publicSignals: number;
  /** Size of the evaluation domain, a power of two. */
  domain: number;
  alpha1: Uint8Array;
  beta1: Uint8Array;
  beta2: Uint8Array;
  delta1: Uint8Array;
  delta2: Uint8Array;
  /** For verifying only. */
  gamma2: Uint8Array;
  /** For verifying only: one point for the constant 1 and one for each public signal. */
  ic: Uint8Array;
  /** 44 bytes each: matrix (0 is A, 1 is B), constraint, signal (32 bits), value times 2^512 mod r. */
  coefficients: Uint8Array;
  a: Uint8Array;
  b1: Uint8Array;
  b2: Uint8Array;
  c: Uint8Array;
  h: Uint8Array;
}

/**
 * Reads a snarkjs .zkey file (Groth16 over BN254) and checks every length in it, so that what follows can trust them;
 * points and coefficients are checked by the back end that loads the key. Throws `PROGRAM_INVALID`.
 * Format: snarkjs, src/zkey_utils.js.
 */
export function readZkey(file: Uint8Array): ProvingKey {
  const { header, section, sized } = readZkeyFile(file, "groth16");
  const [variables, publicSignals, domain] = [header.uint32(), header.uint32(), header.uint32()];
  if (publicSignals >= variables) throw keyInvalid("it has more public signals than variables");
  if (domain < 2 || domain > 2 ** MAX_POWER || (domain & (domain - 1)) !== 0) {
    throw keyInvalid(`its domain of ${domain} is not a power of two up to 2^${MAX_POWER}`);
  }
  const [alpha1, beta1, beta2, gamma2, delta1, delta2] = [G1, G1, G2, G2, G1, G2].map((size) => header.take(size)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const coefficients = new Cursor(section(SECTION.coefficients));
  const coefficientBytes = coefficients.uint32() * COEFFICIENT_BYTES;
  sized(SECTION.coefficients, 4 + coefficientBytes);
  return {
    ...{ variables, publicSignals, domain, alpha1, beta1, beta2, gamma2, delta1, delta2 },
    ic: sized(SECTION.ic, (publicSignals + 1) * G1),
    coefficients: coefficients.take(coefficientBytes),
    a: sized(SECTION.a, variables * G1),
    b1: sized(SECTION.b1, variables * G1),
    b2: sized(SECTION.b2, variables * G2),
    c: sized(SECTION.c, (variables - publicSignals - 1) * G1),
    h: sized(SECTION.h, domain * G1),
  };
}

const SECTION = { ic: 3, coefficients: 4, a: 5, b1: 6, b2: 7, c: 8, h: 9 };
const G1 = 64;
const G2 = 128;
const COEFFICIENT_BYTES = 44;
/** r - 1 is divisible by 2^28, and the coset of the quotient takes one factor. */
const MAX_POWER = 27;
