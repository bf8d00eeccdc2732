/** The field that circuit values are in: BN254's scalars. */
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The residue in [0, R) of any integer. */
export function modulo(value: bigint): bigint {
  return ((value % R) + R) % R;
}

/** The inverse of a residue that is not 0. */
export function invert(value: bigint): bigint {
  let result = 1n;
  for (let exponent = R - 2n, square = value; exponent > 0n; exponent >>= 1n, square = (square * square) % R) {
    if (exponent & 1n) result = (result * square) % R;
  }
  return result;
}
