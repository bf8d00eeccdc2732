import { randomBytes } from "node:crypto";
import { SCALAR_MODULUS as R } from "../../node/protocol/bn254.ts";

/** The Lagrange polynomials of the coset shift * (roots of unity of that order), at tau. */
export function lagrange(order: number, shift: bigint, tau: bigint): bigint[] {
  const root = power(5n, (R - 1n) / BigInt(order));
  const shiftPower = power(shift, BigInt(order));
  const common = mod((power(tau, BigInt(order)) - shiftPower) * power(mod(BigInt(order) * shiftPower), R - 2n));
  const places: bigint[] = [];
  for (let i = 0, x = shift; i < order; i++, x = (x * root) % R) places.push(x);
  const inverses = invertAll(places.map((x) => mod(tau - x)));
  return places.map((x, i) => mod(((common * x) % R) * inverses[i]!));
}

function invertAll(values: bigint[]): bigint[] {
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

/** A random scalar that a set-up is made with. */
export function secret(): bigint {
  return BigInt(`0x${randomBytes(48).toString("hex")}`) % R;
}

/** The residue modulo the scalars' order. */
export const mod = (x: bigint): bigint => ((x % R) + R) % R;

/** base^exponent modulo the scalars' order. */
export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let e = exponent, b = base; e > 0n; e >>= 1n, b = (b * b) % R) if (e & 1n) result = (result * b) % R;
  return result;
}
