import { type G1, g1In, type G2, g2In, plainOf, power as raise } from "../circom/points.ts";
import { type Cursor, keyInvalid, readZkeyFile, viewOf } from "../circom/zkey-file.ts";
import { BASE_MODULUS, SCALAR_MODULUS as R } from "../../protocol/bn254.ts";
import { allBelow, allOnCurve, isOnCurve } from "./elements.ts";

/** What the headers of PLONK and FFLONK keys begin with. */
export interface UniversalKey {
  /** Length of the circuit's witness, the constant 1 included. */
  witness: number;
  /** Public signals without the constant 1. */
  publicSignals: number;
  /** The domain has 2^power rows. */
  power: number;
  /** The cosets of the second and the third wire. */
  k1: bigint;
  k2: bigint;
  /** s^e G1 of its set-up for e = 1, 2, 4, 8, ... */
  powers: G1[];
  /** A section that the layout names. */
  section(id: number): Uint8Array;
  /** The rest of the header. */
  header: KeyHeader;
}

/** Where a protocol's keys keep what is as long as its header says; `n` is the number of rows. */
export interface KeyLayout {
  protocol: "plonk" | "fflonk";
  /** Rows the protocol needs for itself. */
  blindedRows: number;
  /** Sections of scalars with how many there are. */
  scalars: (n: number, publicSignals: number) => [section: number, count: number][];
  /** The section with powers of tau and how many there are. */
  powers: (n: number) => [section: number, count: number];
}

/**
 * Reads a PLONK or FFLONK key of snarkjs and checks every length, index, number and point in it: it may be anybody's.
 * Throws PROGRAM_INVALID (input). Format: snarkjs, src/plonk_setup.js and src/fflonk_setup.js.
 */
export function readUniversalKey(file: Uint8Array, layout: KeyLayout): UniversalKey {
  const { header, section, sized } = readZkeyFile(file, layout.protocol);
  const [variables, publicSignals, n] = [header.uint32(), header.uint32(), header.uint32()];
  const [additions, constraints] = [header.uint32(), header.uint32()];
  const power = Math.log2(n);
  if (!Number.isInteger(power) || power < MIN_POWER || power > MAX_POWER) {
    throw keyInvalid(`its domain of ${n} is not a power of two from 2^${MIN_POWER} to 2^${MAX_POWER}`);
  }
  const witness = variables - additions;
  if (witness <= publicSignals) throw keyInvalid("it has more public signals than variables");
  if (publicSignals > MAX_PUBLIC_SIGNALS) throw keyInvalid(`it has more than ${MAX_PUBLIC_SIGNALS} public signals`);
  if (constraints < publicSignals || constraints > n - layout.blindedRows) {
    throw keyInvalid(`its domain of ${n} does not fit ${constraints} constraints`);
  }
  checkAdditions(sized(SECTION.additions, additions * ADDITION_BYTES), witness);
  for (const id of SECTION.wires) checkWires(sized(id, 4 * constraints), variables);
  for (const [id, count] of layout.scalars(n, publicSignals)) {
    if (!allBelow(sized(id, 32 * count), R)) throw keyInvalid(`section ${id} has a number beyond the field`);
  }
  const [id, count] = layout.powers(n);
  const points = sized(id, 64 * count);
  if (!allOnCurve(points)) throw keyInvalid(`section ${id} has a point that is not on the curve`);

  const rest = new KeyHeader(header);
  const [k1, k2] = [rest.scalar(), rest.scalar()];
  // What the verifier contract demands: the wires' cosets of the domain do not meet.
  const cosets = new Set([1n, raise(k1, BigInt(n), R), raise(k2, BigInt(n), R)]);
  if (k1 === 0n || k2 === 0n || cosets.size !== 3) throw keyInvalid("the cosets of its wires meet");
  const powers: G1[] = [];
  for (let e = 1; e < count; e *= 2) powers.push(g1In(points.subarray(64 * e, 64 * (e + 1))));
  return { witness, publicSignals, power, k1, k2, powers, section, header: rest };
}

/** Reads what a protocol's header has after the common part; every number and point is checked. */
export class KeyHeader {
  readonly #cursor: Cursor;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  scalar(): bigint {
    const bytes = this.#cursor.take(32);
    if (!allBelow(bytes, R)) throw keyInvalid("its header has a number beyond the field");
    return plainOf(bytes, R);
  }

  /** Infinity is (0, 0). */
  g1(): G1 {
    const bytes = this.#cursor.take(64);
    const infinity = bytes.every((byte) => byte === 0);
    if (!infinity && !isOnCurve(bytes)) throw keyInvalid("its header has a point that is not on the curve");
    return g1In(bytes);
  }

  /** Whether it is in the group, the verifier contract checks when the key is registered. */
  g2(): G2 {
    const bytes = this.#cursor.take(128);
    if (!allBelow(bytes, BASE_MODULUS)) throw keyInvalid("its header has a coordinate beyond the field");
    return g2In(bytes);
  }

  end(): void {
    if (!this.#cursor.atEnd) throw keyInvalid("its header is too long");
  }
}

/** What the contracts take. */
const MAX_PUBLIC_SIGNALS = 256;
/** snarkjs makes no smaller domain. */
const MIN_POWER = 3;
/** Of a power of two, r - 1 is divisible by 2^28; the quotient takes a domain four times as large. */
const MAX_POWER = 26;
const SECTION = { additions: 3, wires: [4, 5, 6] };
/** Two signals (32 bits) and two factors. */
const ADDITION_BYTES = 72;

/** Each addition defines the next variable by two that are there already. */
function checkAdditions(bytes: Uint8Array, witness: number): void {
  const view = viewOf(bytes);
  for (let i = 0, at = 0; at < bytes.length; i++, at += ADDITION_BYTES) {
    for (const offset of [at, at + 4]) {
      if (view.getUint32(offset, true) >= witness + i)
        throw keyInvalid("an addition uses a variable that is not there");
    }
    if (!allBelow(bytes.subarray(at + 8, at + ADDITION_BYTES), R)) {
      throw keyInvalid("an addition has a factor beyond the field");
    }
  }
}

function checkWires(bytes: Uint8Array, variables: number): void {
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length; at += 4) {
    if (view.getUint32(at, true) >= variables) throw keyInvalid("a wire leads to a variable that is not there");
  }
}
