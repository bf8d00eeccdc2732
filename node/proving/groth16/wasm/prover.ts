import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import { coded } from "../failures.ts";
import type { ProvingKey } from "../zkey.ts";
import { Arithmetic } from "./arithmetic.ts";
import { G1, G2, type Curve } from "./curve.ts";
import { CosetTransform } from "./coset.ts";
import { chooseWindows, levelsOf, Msm, newWorkspace, type MsmWorkspace, type Windows } from "./msm.ts";
import { Bases } from "./bases.ts";
import { isBelow, wordsOf } from "../integers.ts";

/**
 * A proving key in the memory of a WebAssembly instance, and the prover: Groth, "On the Size of Pairing-based
 * Non-interactive Arguments" (EUROCRYPT 2016), section 3.2, with snarkjs' keys.
 */
export class WasmProver {
  readonly arithmetic = new Arithmetic();
  /** Bytes of the key itself; the rest of the memory is working space. */
  readonly keyBytes: number;
  readonly #key: Pick<ProvingKey, "variables" | "publicSignals" | "domain">;
  readonly #fixed: Record<"alpha1" | "beta1" | "delta1" | "beta2" | "delta2", number>;
  readonly #coefficients: { address: number; count: number };
  readonly #transform: CosetTransform;
  readonly #msm: { a: Msm; b1: Msm; b2: Msm; ch: Msm };
  readonly #g1: MsmWorkspace;
  readonly #g2: MsmWorkspace;
  /** The witness, then the values of the quotient; the values of A, B and C on the domain. */
  readonly #scalars: number;
  readonly #abc: [number, number, number];
  readonly #temporary: Record<"r" | "s" | "rs" | "a" | "b1" | "c" | "t" | "b2" | "t2" | "affine", number>;

  /** Throws an error of code KEY where points or coefficients are wrong. */
  constructor(key: ProvingKey, tableBytes: number) {
    const { arithmetic } = this;
    this.#key = { variables: key.variables, publicSignals: key.publicSignals, domain: key.domain };
    const one = (curve: Curve, name: "alpha1" | "beta1" | "delta1" | "beta2" | "delta2") => {
      const bases = new Bases(arithmetic, curve);
      bases.add(key[name], 0, name);
      if (bases.points.length === 0) throw coded("KEY", `${name} is infinity`);
      return arithmetic.place(key[name]);
    };
    this.#fixed = {
      ...{ alpha1: one(G1, "alpha1"), beta1: one(G1, "beta1"), delta1: one(G1, "delta1") },
      ...{ beta2: one(G2, "beta2"), delta2: one(G2, "delta2") },
    };
    checkCoefficients(key);
    this.#coefficients = {
      address: arithmetic.place(key.coefficients),
      count: key.coefficients.length / COEFFICIENT_BYTES,
    };
    this.#transform = new CosetTransform(arithmetic, key.domain);
    this.#msm = this.#loadPoints(key, tableBytes);
    this.keyBytes = arithmetic.bytes;
    this.#g1 = newWorkspace(arithmetic, G1);
    this.#g2 = newWorkspace(arithmetic, G2);
    this.#scalars = arithmetic.alloc((key.variables + key.domain) * ELEMENT);
    this.#abc = [0, 1, 2].map(() => arithmetic.alloc(key.domain * ELEMENT)) as [number, number, number];
    const scalar = () => arithmetic.alloc(ELEMENT);
    const point = (curve: Curve) => arithmetic.alloc(3 * curve.n8);
    this.#temporary = {
      ...{ r: scalar(), s: scalar(), rs: scalar(), affine: point(G2), b2: point(G2), t2: point(G2) },
      ...{ a: point(G1), b1: point(G1), c: point(G1), t: point(G1) },
    };
  }

  /** As `LoadedKey.prove`; `blinding` is r, then s. */
  prove(witness: Uint8Array, blinding: Uint8Array): Uint8Array {
    const { arithmetic } = this;
    checkWitness(witness, this.#key.variables);
    arithmetic.write(this.#scalars, witness);
    this.#quotient();

    const { call } = arithmetic;
    const { r, s, rs, a, b1, c, t, b2, t2 } = this.#temporary;
    arithmetic.write(r, blinding.subarray(0, ELEMENT));
    arithmetic.write(s, blinding.subarray(ELEMENT));
    const { alpha1, beta1, delta1, beta2, delta2 } = this.#fixed;
    const plusBlinded = (
      curve: Curve,
      sum: number,
      fixed: number,
      delta: number,
      scalar: number,
      temporary: number,
    ) => {
      call[`${curve.prefix}_addMixed`]!(sum, fixed, sum);
      call[`${curve.prefix}_timesScalarAffine`]!(delta, scalar, ELEMENT, temporary);
      call[`${curve.prefix}_add`]!(sum, temporary, sum);
    };
    this.#msm.a.sum(this.#scalars, a, this.#g1);
    plusBlinded(G1, a, alpha1, delta1, r, t);
    this.#msm.b1.sum(this.#scalars, b1, this.#g1);
    plusBlinded(G1, b1, beta1, delta1, s, t);
    this.#msm.b2.sum(this.#scalars, b2, this.#g2);
    plusBlinded(G2, b2, beta2, delta2, s, t2);

    // C + H + s A + r B - r s delta
    this.#msm.ch.sum(this.#scalars, c, this.#g1);
    call["g1m_timesScalar"]!(a, s, ELEMENT, t);
    call["g1m_add"]!(c, t, c);
    call["g1m_timesScalar"]!(b1, r, ELEMENT, t);
    call["g1m_add"]!(c, t, c);
    call["frm_toMontgomery"]!(r, rs);
    call["frm_mul"]!(rs, s, rs); // Montgomery form times plain integer: a plain integer
    call["g1m_timesScalarAffine"]!(delta1, rs, ELEMENT, t);
    call["g1m_sub"]!(c, t, c);

    const proof = Buffer.concat([this.#affine(G1, a), this.#affine(G2, b2), this.#affine(G1, c)]);
    arithmetic.write(r, new Uint8Array(ELEMENT)); // they would give the witness' commitment away
    arithmetic.write(s, new Uint8Array(ELEMENT));
    return new Uint8Array(proof);
  }

  /** The quotient's values after the witness, as plain integers. */
  #quotient(): void {
    const { call } = this.arithmetic;
    const { variables, domain } = this.#key;
    const [a, b, c] = this.#abc;
    const { address, count } = this.#coefficients;
    call["qap_buildABC"]!(address, count, this.#scalars, a, b, c, 0, domain, 0, variables);
    for (const values of this.#abc) this.#transform.apply(values);
    const out = this.#scalars + variables * ELEMENT;
    call["qap_joinABC"]!(a, b, c, domain, out);
    call["frm_batchFromMontgomery"]!(out, domain, out);
  }

  /** Affine coordinates, big endian, the last first as EIP-197 wants those of an extension. */
  #affine(curve: Curve, point: number): Uint8Array {
    const { call } = this.arithmetic;
    const { affine } = this.#temporary;
    call[`${curve.prefix}_toAffine`]!(point, affine);
    if (call[`${curve.prefix}_inCurveAffine`]!(affine) === 0)
      throw new Error("a point of the proof is not on the curve");
    for (let offset = 0; offset < 2 * curve.n8; offset += ELEMENT) {
      call["f1m_fromMontgomery"]!(affine + offset, affine + offset);
    }
    const bytes = this.arithmetic.read(affine, 2 * curve.n8);
    return Buffer.concat([bytes.subarray(0, curve.n8).reverse(), bytes.subarray(curve.n8).reverse()]);
  }

  #loadPoints(key: ProvingKey, tableBytes: number): { a: Msm; b1: Msm; b2: Msm; ch: Msm } {
    const { arithmetic } = this;
    const [a, b1, ch] = [new Bases(arithmetic, G1), new Bases(arithmetic, G1), new Bases(arithmetic, G1)];
    const b2 = new Bases(arithmetic, G2);
    a.add(key.a, 0, "A");
    b1.add(key.b1, 0, "B1");
    b2.add(key.b2, 0, "B2");
    ch.add(key.c, key.publicSignals + 1, "C");
    ch.add(key.h, key.variables, "H");
    const all = [a, b1, b2, ch];
    // About half of a witness is 0 or 1 and needs no windows; the quotient's values are all of full size.
    const full = all.map((bases) => bases.points.length / 2 + (bases === ch ? key.domain / 2 : 0));
    let windows: Windows[] = [];
    for (let levels = 64; levels > 0; levels--) {
      windows = full.map((scalars) => chooseWindows(scalars, levels));
      const bytes = all.reduce(
        (sum, { points, curve }, i) => sum + points.length * levelsOf(windows[i]!) * 2 * curve.n8,
        0,
      );
      if (bytes <= tableBytes) break;
    }
    const [msmA, msmB1, msmB2, msmCh] = all.map(
      (bases, i) => new Msm(arithmetic, bases.curve, bases.points, bases.scalars, windows[i]!),
    ) as [Msm, Msm, Msm, Msm];
    return { a: msmA, b1: msmB1, b2: msmB2, ch: msmCh };
  }
}

const ELEMENT = 32;
const COEFFICIENT_BYTES = 44;

function checkCoefficients(key: ProvingKey): void {
  const view = new DataView(key.coefficients.buffer, key.coefficients.byteOffset, key.coefficients.length);
  for (let at = 0; at < view.byteLength; at += COEFFICIENT_BYTES) {
    const [matrix, row, signal] = [
      view.getUint32(at, true),
      view.getUint32(at + 4, true),
      view.getUint32(at + 8, true),
    ];
    if (matrix > 1 || row >= key.domain || signal >= key.variables) {
      throw coded("KEY", `section coefficients: entry ${at / COEFFICIENT_BYTES} is out of range`);
    }
    if (!isBelow(view, at + 12, ORDER)) throw coded("KEY", "section coefficients: a value is not a field element");
  }
}

function checkWitness(witness: Uint8Array, variables: number): void {
  if (witness.length !== variables * ELEMENT) throw coded("WITNESS", "the witness does not have the key's length");
  const view = new DataView(witness.buffer, witness.byteOffset, witness.length);
  for (let at = 0; at < view.byteLength; at += ELEMENT) {
    if (!isBelow(view, at, ORDER)) throw coded("WITNESS", "the witness holds a value that is not a field element");
  }
  if (witness[0] !== 1 || witness.subarray(1, ELEMENT).some((byte) => byte !== 0)) {
    throw coded("WITNESS", "the witness does not begin with 1");
  }
}

const ORDER = wordsOf(SCALAR_MODULUS);
