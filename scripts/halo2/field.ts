/** Arithmetic of BN254's scalar field, on bigints; results are below R. */

/** The field's order. */
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

export const modulo = (value: bigint) => ((value % R) + R) % R;
export const multiply = (a: bigint, b: bigint) => (a * b) % R;

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = modulo(base); exponent > 0n; exponent >>= 1n, square = multiply(square, square)) {
    if (exponent & 1n) result = multiply(result, square);
  }
  return result;
}

/** Throws RangeError for zero. */
export function invert(value: bigint): bigint {
  if (modulo(value) === 0n) throw new RangeError("zero has no inverse");
  return power(value, R - 2n);
}

/** A matrix, by rows. */
export type Matrix = bigint[][];

export const productOf = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, column) => modulo(row.reduce((sum, x, k) => sum + x * b[k]![column]!, 0n))));
