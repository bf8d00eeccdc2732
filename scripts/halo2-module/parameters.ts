import { SCALAR_MODULUS as R } from "../../node/protocol/bn254.ts";
import { multiplesOfGenerator } from "../circuit/generator-multiples.ts";

/** 7^((r - 1) / 2^28), of order 2^28: halo2's root of unity. */
const root = 0x03ddb9f5166d18b798865ea93dd31f743215cf6dd39329c8d34f1ed960c37c9cn;
const rootPower = 28;

/**
 * KZG parameters of 2^k powers of a secret that everybody knows, as halo2 reads them (ParamsKZG, raw bytes): k, the
 * powers on G1, the Lagrange polynomials on G1, G2 and the secret on G2. For tests and demonstrations: whoever reads
 * this can prove anything under them. Real parameters come from a ceremony.
 */
export function developmentParameters(k: number): Uint8Array {
  const size = 2 ** k;
  const powers: bigint[] = [];
  for (let i = 0, power = 1n; i < size; i++, power = (power * knownSecret) % R) powers.push(power);
  const g1 = multiplesOfGenerator("g1", [...powers, ...lagrange(k, knownSecret)]).bytes;
  const g2 = multiplesOfGenerator("g2", [1n, knownSecret]).bytes;
  const header = Buffer.alloc(4);
  header.writeUInt32LE(k);
  return new Uint8Array(Buffer.concat([header, g1, g2]));
}

/** "development" in ASCII. */
const knownSecret = 0x646576656c6f706d656e74n;

/** l_i(x) = w^i (x^n - 1) / (n (x - w^i)) for i below n = 2^k, w of order n. */
function lagrange(k: number, x: bigint): bigint[] {
  const size = BigInt(2 ** k);
  const omega = power(root, BigInt(2 ** (rootPower - k)));
  const factor = mod((power(x, size) - 1n) * inverse(size));
  return Array.from({ length: Number(size) }, (_, i) => {
    const row = power(omega, BigInt(i));
    return mod(row * factor * inverse(mod(x - row)));
  });
}

function inverse(value: bigint): bigint {
  return power(value, R - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [b, e] = [base, exponent]; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
}

function mod(value: bigint): bigint {
  return ((value % R) + R) % R;
}
