import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import type { Arithmetic } from "./arithmetic.ts";

/**
 * Moves a polynomial from its values on the 2^k-th roots of unity to those on the odd 2^(k+1)-th roots, the coset on
 * which snarkjs' keys hold the H points; without any permutation, as in native/fft.hpp.
 */
export class CosetTransform {
  readonly #arithmetic: Arithmetic;
  readonly #size: number;
  readonly #roots: number;
  readonly #inverseRoots: number;
  /** odd^i / size, in bit-reversed order. */
  readonly #shift: number;

  /** `size` is a power of two up to 2^27. */
  constructor(arithmetic: Arithmetic, size: number) {
    this.#arithmetic = arithmetic;
    this.#size = size;
    const odd = rootOfUnity(2 * size);
    const root = (odd * odd) % SCALAR_MODULUS;
    this.#roots = this.#powers(root, 1n, size / 2);
    this.#inverseRoots = this.#powers(power(root, SCALAR_MODULUS - 2n), 1n, size / 2);
    const mark = arithmetic.words[0]!;
    const shift = this.#powers(odd, power(BigInt(size), SCALAR_MODULUS - 2n), size);
    const ordered = arithmetic.read(shift, size * ELEMENT);
    arithmetic.release(mark);
    this.#shift = arithmetic.alloc(size * ELEMENT);
    const bits = Math.log2(size);
    for (let i = 0; i < size; i++) {
      let reversed = 0;
      for (let b = 0; b < bits; b++) reversed |= ((i >>> b) & 1) << (bits - 1 - b);
      arithmetic.write(this.#shift + i * ELEMENT, ordered.subarray(reversed * ELEMENT, (reversed + 1) * ELEMENT));
    }
  }

  /** Transforms the elements in Montgomery form at an address, in place. */
  apply(values: number): void {
    const { call } = this.#arithmetic;
    call["frm_interpolate"]!(values, this.#size, this.#inverseRoots);
    call["frm_multiplyEach"]!(values, this.#size, this.#shift);
    call["frm_evaluate"]!(values, this.#size, this.#roots);
  }

  /** first, first * base, first * base^2 and so on, in Montgomery form. */
  #powers(base: bigint, first: bigint, count: number): number {
    const { call } = this.#arithmetic;
    const address = this.#arithmetic.alloc(count * ELEMENT);
    const factor = this.#arithmetic.alloc(ELEMENT);
    this.#arithmetic.write(factor, montgomery(base));
    this.#arithmetic.write(address, montgomery(first));
    for (let i = 1; i < count; i++) {
      call["frm_mul"]!(address + (i - 1) * ELEMENT, factor, address + i * ELEMENT);
    }
    return address;
  }
}

const ELEMENT = 32;

/** The root that ffjavascript uses: 5, the least non-residue, to the power (r - 1) / order. */
function rootOfUnity(order: number): bigint {
  return power(5n, (SCALAR_MODULUS - 1n) / BigInt(order));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let e = exponent, b = base; e > 0n; e >>= 1n, b = (b * b) % SCALAR_MODULUS) {
    if (e & 1n) result = (result * b) % SCALAR_MODULUS;
  }
  return result;
}

/** x * 2^256 mod r, 32 bytes little endian. */
function montgomery(x: bigint): Uint8Array {
  const value = (x << 256n) % SCALAR_MODULUS;
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}
