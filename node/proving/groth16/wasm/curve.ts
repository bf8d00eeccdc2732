import type { Arithmetic } from "./arithmetic.ts";
import { PAIR_BYTES, scratchBytes } from "./pairs.ts";

/** One of the two groups: names of its functions in the module, and sizes in bytes. */
export interface Curve {
  prefix: "g1m" | "g2m";
  /** Bytes of a coordinate; affine points have two, Jacobian ones three. */
  n8: number;
}

export const G1: Curve = { prefix: "g1m", n8: 32 };
export const G2: Curve = { prefix: "g2m", n8: 64 };

/** Pairs of affine points waiting to be added with one field inversion; see pairs.ts. */
export class PairBatch {
  readonly #arithmetic: Arithmetic;
  readonly #add: (pairs: number, count: number, scratch: number) => number;
  readonly #pairs: number;
  readonly #scratch: number;
  #count = 0;

  constructor(arithmetic: Arithmetic, curve: Curve) {
    this.#arithmetic = arithmetic;
    this.#add = arithmetic.call[`${curve.prefix}_addPairs`]!;
    this.#pairs = arithmetic.alloc(CAPACITY * PAIR_BYTES);
    this.#scratch = arithmetic.alloc(CAPACITY * scratchBytes(curve.n8));
  }

  /** Adds the points at two addresses; an odd address negates. The result is there after a `flush`. */
  push(left: number, right: number, out: number): void {
    const words = this.#arithmetic.words;
    const at = this.#pairs / 4 + this.#count * (PAIR_BYTES / 4);
    words[at] = left;
    words[at + 1] = right;
    words[at + 2] = out;
    if (++this.#count === CAPACITY) this.flush();
  }

  flush(): void {
    if (this.#count > 0) this.#add(this.#pairs, this.#count, this.#scratch);
    this.#count = 0;
  }
}

/** Pairs for one inversion, which costs as much as some hundred multiplications. */
export const CAPACITY = 2048;
