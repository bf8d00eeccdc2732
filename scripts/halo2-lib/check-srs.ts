import { randomBytes } from "node:crypto";
import { SCALAR_MODULUS as R } from "../../node/protocol/bn254.ts";
import { Arithmetic } from "../../node/proving/groth16/wasm/arithmetic.ts";
import { messageOf, W3bError } from "../../node/protocol/errors.ts";
import { readSrs } from "../../node/proving/systems/halo2-lib/srs.ts";
import { multiplesOfGenerator } from "../circuit/generator-multiples.ts";
import { halo2Root, invertAll, modulo, power, powersOf } from "./roots.ts";

/**
 * Checks that a set-up is one of some secret s: its points are on the curve, it begins with the generators, each power
 * is s times the one before with the s of s G2, and the Lagrange basis is that of the powers. All powers are checked at
 * once with random factors, which misses a wrong one with a probability below 2^-200. Says nothing about who knows s.
 * Throws SRS_INVALID (input).
 */
export function checkSrs(bytes: Uint8Array): void {
  const { k } = readable(bytes);
  const n = 2 ** k;
  const arithmetic = new Arithmetic();
  reserve(arithmetic);
  const { call } = arithmetic;
  const generators = [multiplesOfGenerator("g1", [1n]).bytes, multiplesOfGenerator("g2", [1n]).bytes];
  const g2At = bytes.length - 256;
  if (Buffer.compare(bytes.subarray(4, 68), generators[0]!) !== 0)
    throw invalid("its first power is not the generator");
  if (Buffer.compare(bytes.subarray(g2At, g2At + 128), generators[1]!) !== 0)
    throw invalid("its G2 is not the generator");

  const points = arithmetic.place(bytes.subarray(4, g2At));
  for (let i = 0; i < 2 * n; i++) {
    if (call["g1m_inCurveAffine"]!(points + 64 * i) !== 1) throw invalid(`point ${i} is not on the curve`);
  }
  const [g2, sG2] = [0, 128].map((offset) => {
    const point = arithmetic.alloc(192);
    call["g2m_toJacobian"]!(arithmetic.place(bytes.subarray(g2At + offset, g2At + offset + 128)), point);
    return point;
  }) as [number, number];
  if (call["g2m_inCurve"]!(sG2) !== 1 || call["g2m_isZero"]!(sG2) === 1) throw invalid("its s G2 is not on the curve");
  if (!isInGroup(arithmetic, sG2)) throw invalid("its s G2 is not in the group");

  /** The sum of scalars[i] * point number first + i. */
  const combination = (first: number, scalars: bigint[]) => {
    const out = arithmetic.alloc(96);
    const words = arithmetic.place(Buffer.concat(scalars.map(scalarBytes)));
    call["g1m_multiexpAffine"]!(points + 64 * first, words, 32, scalars.length, out);
    return out;
  };
  const factor = 2n + (BigInt(`0x${randomBytes(48).toString("hex")}`) % (R - 2n));
  const factors = powersOf(factor, n);

  // e(sum of factor^i s^i, s G2) = e(sum of factor^i s^(i+1), G2)
  const [lower, upper] = [combination(0, factors.slice(0, -1)), combination(1, factors.slice(0, -1))];
  call["g1m_neg"]!(upper, upper);
  const one = arithmetic.alloc(384);
  call["ftm_one"]!(one);
  if (call["bn128_pairingEq2"]!(lower, sG2, upper, g2, one) !== 1)
    throw invalid("its powers are not those of its s G2");

  // The polynomial with coefficients factor^i has the values (factor^n - 1) / (factor w^i - 1).
  const numerator = modulo(power(factor, BigInt(n)) - 1n);
  const denominators = invertAll(powersOf(halo2Root(k), n).map((root) => modulo(factor * root - 1n)));
  const values = denominators.map((inverse) => (numerator * inverse) % R);
  if (call["g1m_eq"]!(combination(0, factors), combination(n, values)) !== 1) {
    throw invalid("its Lagrange basis is not that of its powers");
  }
}

/** The curve of G2 has points outside the group; G1's has none. */
function isInGroup(arithmetic: Arithmetic, point: number): boolean {
  const product = arithmetic.alloc(192);
  arithmetic.call["g2m_timesScalar"]!(point, arithmetic.place(scalarBytes(R)), 32, product);
  return arithmetic.call["g2m_isZero"]!(product) === 1;
}

/** wasmcurves' sums of many points take memory above what is allocated. */
function reserve(arithmetic: Arithmetic): void {
  const mark = arithmetic.words[0]!;
  arithmetic.alloc(2 ** 26);
  arithmetic.release(mark);
}

function readable(bytes: Uint8Array): { k: number } {
  try {
    return readSrs(bytes);
  } catch (cause) {
    throw invalid(messageOf(cause), cause);
  }
}

function scalarBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}

function invalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("SRS_INVALID", `The set-up is not one: ${reason}.`, { kind: "input", cause });
}
