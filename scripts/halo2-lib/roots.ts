import { SCALAR_MODULUS as R } from "../../node/protocol/bn254.ts";

/** halo2's root of unity of order 2^k: a power of 7, where snarkjs takes one of 5. */
export function halo2Root(k: number): bigint {
  return power(7n, (R - 1n) >> BigInt(k));
}

/** snarkjs' root of unity of order 2^k. */
export function snarkjsRoot(k: number): bigint {
  return power(5n, (R - 1n) >> BigInt(k));
}

/** The residue in [0, R) of any integer. */
export function modulo(value: bigint): bigint {
  return ((value % R) + R) % R;
}

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let e = exponent, square = base; e > 0n; e >>= 1n, square = (square * square) % R) {
    if (e & 1n) result = (result * square) % R;
  }
  return result;
}

/** 1, base, base^2, ...: `count` of them. */
export function powersOf(base: bigint, count: number): bigint[] {
  const powers: bigint[] = [];
  for (let i = 0, value = 1n; i < count; i++, value = (value * base) % R) powers.push(value);
  return powers;
}

/**
 * l_i(point) for the Lagrange polynomials over the powers of halo2's root of order 2^k:
 * root^i (point^n - 1) / (n (point - root^i)).
 */
export function lagrangeAt(point: bigint, k: number): bigint[] {
  const n = 2 ** k;
  const common = modulo((power(point, BigInt(n)) - 1n) * power(BigInt(n), R - 2n));
  const roots = powersOf(halo2Root(k), n);
  const inverses = invertAll(roots.map((root) => modulo(point - root)));
  return roots.map((root, i) => modulo(((common * root) % R) * inverses[i]!));
}

/** The inverses of residues other than 0, with one division. */
export function invertAll(values: readonly bigint[]): bigint[] {
  const prefix = [1n];
  for (const value of values) prefix.push((prefix.at(-1)! * value) % R);
  let inverse = power(prefix.at(-1)!, R - 2n);
  const result = new Array<bigint>(values.length);
  for (let i = values.length - 1; i >= 0; i--) {
    result[i] = (inverse * prefix[i]!) % R;
    inverse = (inverse * values[i]!) % R;
  }
  return result;
}
