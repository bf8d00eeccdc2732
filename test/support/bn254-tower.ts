// The extensions of BN254's base field by the definitions: polynomials in X with coefficients in Fq2, modulo X^n = 9 + u.
// n is 3 for Fq6 (X is v) and 6 for Fq12 (X is w). Slow, and independent of everything it is compared with.
import { add, type Element, fromBytes, mul, toBytes } from "./bn254.ts";

/** The coefficients, of the constant first. */
export type Polynomial = readonly Element[];

const XI: Element = [9n, 1n];
const ZERO: Element = [0n, 0n];

export const one = (degree: number): Polynomial =>
  Array.from({ length: degree }, (_, i) => (i === 0 ? [1n, 0n] : ZERO));

export function product(a: Polynomial, b: Polynomial): Polynomial {
  const result = a.map(() => ZERO);
  a.forEach((left, i) =>
    b.forEach((right, j) => {
      const term = mul(left, right);
      const at = (i + j) % a.length;
      result[at] = add(result[at]!, i + j < a.length ? term : mul(term, XI));
    }),
  );
  return result;
}

export function power(base: Polynomial, exponent: bigint): Polynomial {
  let result = one(base.length);
  for (const bit of exponent.toString(2)) {
    result = product(result, result);
    if (bit === "1") result = product(result, base);
  }
  return result;
}

/** As the back ends order an element of Fq12 = Fq6[w]: even powers of w before odd ones. */
const order = (degree: number): number[] => (degree === 6 ? [0, 2, 4, 1, 3, 5] : [0, 1, 2]);

export function polynomialToBytes(a: Polynomial): Uint8Array {
  return toBytes(order(a.length).flatMap((i) => a[i]!));
}

export function polynomialFrom(bytes: Uint8Array): Polynomial {
  const values = fromBytes(bytes);
  const degree = values.length / 2;
  const result: Element[] = new Array<Element>(degree).fill(ZERO);
  order(degree).forEach((i, at) => (result[i] = [values[2 * at]!, values[2 * at + 1]!]));
  return result;
}
