import { BASE_MODULUS } from "../../../protocol/bn254.ts";
import { coded } from "../failures.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { Curve } from "./curve.ts";
import { isBelow, wordsOf } from "../integers.ts";

/** The finite points of a key's sections, each with the number of its scalar. */
export class Bases {
  readonly curve: Curve;
  readonly points: Uint8Array[] = [];
  readonly scalars: number[] = [];
  readonly #arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic, curve: Curve) {
    this.#arithmetic = arithmetic;
    this.curve = curve;
  }

  /** Adds a section's points; throws an error of code KEY where one is not on the curve. Infinity is left out. */
  add(section: Uint8Array, firstScalar: number, name: string): void {
    const size = 2 * this.curve.n8;
    const view = new DataView(section.buffer, section.byteOffset, section.length);
    const isOnCurve = this.#arithmetic.call[`${this.curve.prefix}_inCurveAffine`]!;
    const copy = this.#arithmetic.alloc(size);
    for (let at = 0; at < section.length; at += size) {
      const point = section.subarray(at, at + size);
      if (point.every((byte) => byte === 0)) continue;
      let isReduced = true;
      for (let part = at; part < at + size; part += 32) isReduced &&= isBelow(view, part, MODULUS);
      this.#arithmetic.write(copy, point);
      if (!isReduced || isOnCurve(copy) === 0) {
        throw coded("KEY", `section ${name}: point ${at / size} is not on the curve`);
      }
      this.points.push(point);
      this.scalars.push(firstScalar + at / size);
    }
  }
}

const MODULUS = wordsOf(BASE_MODULUS);
