import { W3bError } from "../../protocol/errors.ts";
import { BASE_MODULUS, SCALAR_MODULUS } from "./constants.ts";

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
  const sections = readSections(file);
  const section = (id: number): Uint8Array => {
    const bytes = sections.get(id);
    if (bytes === undefined) throw invalid(`section ${id} is missing`);
    return bytes;
  };
  const protocol = section(SECTION.protocol);
  if (protocol.length !== 4 || viewOf(protocol).getUint32(0, true) !== GROTH16) throw invalid("it is not for Groth16");

  const header = new Cursor(section(SECTION.header));
  for (const modulus of [BASE_MODULUS, SCALAR_MODULUS]) {
    if (header.uint32() !== 32 || readInteger(header.take(32)) !== modulus) throw invalid("its curve is not BN254");
  }
  const [variables, publicSignals, domain] = [header.uint32(), header.uint32(), header.uint32()];
  if (publicSignals >= variables) throw invalid("it has more public signals than variables");
  if (domain < 2 || domain > 2 ** MAX_POWER || (domain & (domain - 1)) !== 0) {
    throw invalid(`its domain of ${domain} is not a power of two up to 2^${MAX_POWER}`);
  }
  const [alpha1, beta1, beta2, gamma2, delta1, delta2] = [G1, G1, G2, G2, G1, G2].map((size) => header.take(size)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const sized = (id: number, length: number): Uint8Array => {
    const bytes = section(id);
    if (bytes.length !== length) throw invalid(`section ${id} has ${bytes.length} bytes instead of ${length}`);
    return bytes;
  };
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

const SECTION = { protocol: 1, header: 2, ic: 3, coefficients: 4, a: 5, b1: 6, b2: 7, c: 8, h: 9 };
const GROTH16 = 1;
const G1 = 64;
const G2 = 128;
const COEFFICIENT_BYTES = 44;
/** r - 1 is divisible by 2^28, and the coset of the quotient takes one factor. */
const MAX_POWER = 27;
const MAX_SECTIONS = 64;

function readSections(file: Uint8Array): Map<number, Uint8Array> {
  const cursor = new Cursor(file);
  if (String.fromCharCode(...cursor.take(4)) !== "zkey" || cursor.uint32() !== 1) {
    throw invalid("it does not begin as a .zkey file of version 1");
  }
  const count = cursor.uint32();
  if (count > MAX_SECTIONS) throw invalid(`it claims ${count} sections`);
  const sections = new Map<number, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const id = cursor.uint32();
    if (sections.has(id)) throw invalid(`section ${id} is there twice`);
    sections.set(id, cursor.take(cursor.uint64()));
  }
  return sections;
}

/** Reads little-endian values one after the other; never past the end. */
class Cursor {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#offset) throw invalid("it ends too early");
    return this.#bytes.subarray(this.#offset, (this.#offset += length));
  }

  uint32(): number {
    return viewOf(this.take(4)).getUint32(0, true);
  }

  uint64(): number {
    return Number(viewOf(this.take(8)).getBigUint64(0, true)); // rounding can only make it larger than any file
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readInteger(littleEndian: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(littleEndian).reverse().toString("hex")}`);
}

function invalid(reason: string): W3bError {
  return new W3bError("PROGRAM_INVALID", `The proving key cannot be used: ${reason}.`, {
    kind: "input",
    meaning: "The project's file does not hold a complete Groth16 proving key of snarkjs for the curve BN254.",
    action: "Make the .zkey file again with snarkjs and publish the project's file again.",
  });
}
