import { BASE_MODULUS, SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import { isBelow, wordsOf } from "../integers.ts";
import type { ProofVerifier } from "../types.ts";
import { areSignalsOf, type VerificationParts } from "../verification-parts.ts";
import { Arithmetic, PREPARED_G2_BYTES } from "./arithmetic.ts";

/**
 * The WebAssembly back end's: what depends on the key alone is computed once; a proof then takes three Miller loops and one
 * final exponentiation.
 */
export class WasmVerifier implements ProofVerifier {
  readonly #arithmetic = new Arithmetic();
  readonly #key: Pick<VerificationParts, "publicSignals">;
  /** Whether the key is of points of their groups; no proof is good for others. */
  readonly #usable: boolean;
  readonly #ic: number;
  /** The Miller loop of (alpha, beta). */
  readonly #alphaBeta: number;
  readonly #gamma: number;
  readonly #delta: number;
  readonly #memory: Record<"a" | "b" | "c" | "sum" | "term" | "scalar" | "p" | "q" | "product" | "factor", number>;

  constructor({ publicSignals, alpha1, beta2, gamma2, delta2, ic }: VerificationParts) {
    const arithmetic = this.#arithmetic;
    this.#key = { publicSignals };
    this.#ic = arithmetic.place(ic);
    const g1 = () => arithmetic.alloc(3 * FIELD);
    const g2 = () => arithmetic.alloc(6 * FIELD);
    const target = () => arithmetic.alloc(TARGET);
    this.#memory = {
      ...{ a: g1(), b: g2(), c: g1(), sum: g1(), term: g1(), scalar: arithmetic.alloc(FIELD) },
      ...{ p: g1(), q: arithmetic.alloc(PREPARED_G2_BYTES), product: target(), factor: target() },
    };
    const { a, b } = this.#memory;
    this.#usable =
      this.#isUsable("g1m", alpha1) &&
      [beta2, gamma2, delta2].every((point) => this.#isUsable("g2m", point)) &&
      Array.from({ length: ic.length / 64 }, (_, i) => ic.subarray(64 * i, 64 * (i + 1))).every(
        (point) => point.every((byte) => byte === 0) || this.#isUsable("g1m", point),
      );
    const prepared = (point: Uint8Array) => {
      const out = arithmetic.alloc(PREPARED_G2_BYTES);
      this.#toJacobian("g2m", arithmetic.place(point), b);
      this.#call("bn128_prepareG2", b, out);
      return out;
    };
    this.#gamma = prepared(gamma2);
    this.#delta = prepared(delta2);
    this.#alphaBeta = target();
    this.#toJacobian("g1m", arithmetic.place(alpha1), a);
    this.#miller(a, prepared(beta2), this.#alphaBeta);
  }

  /** Bytes of memory held. */
  get bytes(): number {
    return this.#arithmetic.bytes;
  }

  /** As ProofVerifier.verify. */
  verify(signals: readonly bigint[], proof: Uint8Array): boolean {
    if (!this.#usable || !areSignalsOf(this.#key, signals) || proof.length !== 8 * FIELD) return false;
    const { a, b, c, sum, q, product, factor } = this.#memory;
    // Coordinates of B: imaginary part first there, real part first here.
    if (!this.#read("g1m", proof, [0, 1], a) || !this.#read("g2m", proof, [3, 2, 5, 4], b)) return false;
    if (!this.#read("g1m", proof, [6, 7], c) || !this.#isInGroup(b)) return false;

    this.#call("g1m_neg", a, a);
    this.#call("bn128_prepareG2", b, q);
    this.#miller(a, q, product);
    this.#call("ftm_mul", product, this.#alphaBeta, product);
    this.#combine(signals);
    const pairs = [
      [sum, this.#gamma],
      [c, this.#delta],
    ] as const;
    for (const [point, prepared] of pairs) {
      if (this.#call("g1m_isZero", point)) continue; // a pairing with infinity is one
      this.#miller(point, prepared, factor);
      this.#call("ftm_mul", product, factor, product);
    }
    this.#call("bn128_finalExponentiation", product, product);
    this.#call("ftm_one", factor);
    return this.#call("ftm_eq", product, factor) === 1;
  }

  /** IC[0] + the sum of signal * IC[i + 1]. */
  #combine(signals: readonly bigint[]): void {
    const { sum, term, scalar } = this.#memory;
    this.#toJacobian("g1m", this.#ic, sum);
    for (const [index, signal] of signals.entries()) {
      if (signal === 0n) continue;
      const bytes = Buffer.from(signal.toString(16).padStart(2 * FIELD, "0"), "hex").reverse();
      this.#arithmetic.write(scalar, bytes);
      const length = Math.ceil(signal.toString(16).length / 2); // most signals are far shorter than the field
      this.#call("g1m_timesScalarAffine", this.#ic + (index + 1) * 2 * FIELD, scalar, length, term);
      this.#call("g1m_add", sum, term, sum);
    }
  }

  #miller(p: number, preparedQ: number, out: number): void {
    this.#call("bn128_prepareG1", p, this.#memory.p);
    this.#call("bn128_millerLoop", this.#memory.p, preparedQ, out);
  }

  /** Reads the proof's words as a point; false unless they are reduced and the point is on the curve and finite. */
  #read(group: Group, proof: Uint8Array, words: readonly number[], out: number): boolean {
    const coordinates = Buffer.alloc(words.length * FIELD);
    words.forEach((word, i) => coordinates.set(proof.slice(word * FIELD, (word + 1) * FIELD).reverse(), i * FIELD));
    if (!areReduced(coordinates) || coordinates.every((byte) => byte === 0)) return false;
    this.#arithmetic.write(out, coordinates);
    words.forEach((_, i) => this.#call("f1m_toMontgomery", out + i * FIELD, out + i * FIELD));
    this.#toJacobian(group, out, out);
    return this.#call(`${group}_inCurve`, out) === 1;
  }

  /** Whether a point of the key, in Montgomery form, is finite, on its curve and in its group. */
  #isUsable(group: Group, point: Uint8Array): boolean {
    if (!areReduced(point) || point.every((byte) => byte === 0)) return false;
    const { b } = this.#memory;
    this.#arithmetic.write(b, point);
    this.#toJacobian(group, b, b);
    return this.#call(`${group}_inCurve`, b) === 1 && (group === "g1m" || this.#isInGroup(b));
  }

  /** The curve of G2 has points outside the group; G1's has none. */
  #isInGroup(b: number): boolean {
    const { q, scalar } = this.#memory;
    this.#arithmetic.write(scalar, ORDER);
    this.#call("g2m_timesScalar", b, scalar, FIELD, q); // q is free until B is prepared
    return this.#call("g2m_isZero", q) === 1;
  }

  /** From two coordinates to three; in place is allowed. */
  #toJacobian(group: Group, affine: number, out: number): void {
    this.#call(`${group}_toJacobian`, affine, out);
  }

  #call(name: string, ...args: number[]): number {
    return this.#arithmetic.call[name]!(...args);
  }
}

type Group = "g1m" | "g2m";

/** Whether coordinates, 32 bytes each and little endian, are below the field's order. */
function areReduced(coordinates: Uint8Array): boolean {
  const view = new DataView(coordinates.buffer, coordinates.byteOffset, coordinates.length);
  return Array.from({ length: coordinates.length / FIELD }, (_, i) => isBelow(view, i * FIELD, MODULUS)).every(Boolean);
}

/** Bytes of an element of the base field, of the scalars, and of the target group's field of degree 12. */
const FIELD = 32;
const TARGET = 12 * FIELD;
const MODULUS = wordsOf(BASE_MODULUS);
const ORDER = Buffer.from(SCALAR_MODULUS.toString(16), "hex").reverse();
