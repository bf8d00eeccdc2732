import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { BucketSums, Entries } from "./buckets.ts";
import { CAPACITY, PairBatch, type Curve } from "./curve.ts";

/** How scalars are cut into digits: `window` bits each; `sets` bucket sets, so tables of ceil(count / sets) levels. */
export interface Windows {
  window: number;
  sets: number;
}

/** Of |s| for s in (-r/2, r/2), and one bit for the sign that a top digit may add. */
const SCALAR_BITS = 254;

export const digitsOf = ({ window }: Windows): number => Math.ceil(SCALAR_BITS / window);
export const levelsOf = (windows: Windows): number => Math.ceil(digitsOf(windows) / windows.sets);

/** The cheapest windows for this many scalars of full size whose tables take at most `levels` points a base. */
export function chooseWindows(scalars: number, levels: number): Windows {
  const price = (w: Windows) => scalars * digitsOf(w) + 2 * w.sets * 2 ** (w.window - 1);
  const candidates = Array.from({ length: 15 }, (_, i) => {
    const window = i + 4;
    return { window, sets: Math.ceil(Math.ceil(SCALAR_BITS / window) / levels) };
  });
  return candidates.reduce((best, w) => (price(w) < price(best) ? w : best));
}

/** What the MSMs of one group need besides their bases; reused by all of them. */
export interface MsmWorkspace {
  entries: Entries;
  buckets: BucketSums;
  weights: BucketSums;
  /** Addresses of two points in Jacobian coordinates. */
  part: number;
  running: number;
}

export function newWorkspace(arithmetic: Arithmetic, curve: Curve): MsmWorkspace {
  return {
    entries: new Entries(),
    buckets: new BucketSums(arithmetic, curve),
    weights: new BucketSums(arithmetic, curve),
    part: arithmetic.alloc(3 * curve.n8),
    running: arithmetic.alloc(3 * curve.n8),
  };
}

/**
 * Multi-scalar multiplication over bases known in advance; the algorithm is that of native/msm.hpp: signed digits,
 * tables of the bases' multiples so that windows share buckets, affine additions in batches.
 */
export class Msm {
  readonly #arithmetic: Arithmetic;
  readonly #curve: Curve;
  readonly #windows: Windows;
  readonly #scalars: Uint32Array;
  readonly #table: number;

  /** `bases` are finite affine points in Montgomery form; base i belongs to scalar number `scalars[i]` of `sum`. */
  constructor(
    arithmetic: Arithmetic,
    curve: Curve,
    bases: readonly Uint8Array[],
    scalars: readonly number[],
    windows: Windows,
  ) {
    this.#arithmetic = arithmetic;
    this.#curve = curve;
    this.#windows = windows;
    this.#scalars = Uint32Array.from(scalars);
    this.#table = arithmetic.alloc(bases.length * levelsOf(windows) * 2 * curve.n8);
    bases.forEach((base, i) => arithmetic.write(this.#table + i * 2 * curve.n8, base));
    this.#extend(bases.length);
  }

  /** Writes the sum of scalar * base in Jacobian coordinates to `out`; scalars are plain 32-byte integers below r. */
  sum(scalars: number, out: number, ws: MsmWorkspace): void {
    const { call } = this.#arithmetic;
    const double = call[`${this.#curve.prefix}_double`]!;
    const { window, sets } = this.#windows;
    const recoded = this.#recode(scalars);
    call[`${this.#curve.prefix}_zero`]!(out);
    for (let set = sets - 1; set >= 0; set--) {
      for (let k = 0; k < window; k++) double(out, out);
      this.#cut(recoded, set, ws.entries);
      ws.buckets.sum(ws.entries, 2 ** (window - 1));
      this.#addWeighed(ws, out);
    }
  }

  /** Fills each level from the one before by doublings, as additions of equal points. */
  #extend(n: number): void {
    const pointBytes = 2 * this.#curve.n8;
    const batch = new PairBatch(this.#arithmetic, this.#curve);
    const doublings = this.#windows.window * this.#windows.sets;
    for (let level = 1; level < levelsOf(this.#windows); level++) {
      for (let from = 0; from < n; from += CAPACITY) {
        for (let k = 0; k < doublings; k++) {
          for (let i = from; i < Math.min(n, from + CAPACITY); i++) {
            const out = this.#table + (level * n + i) * pointBytes;
            const source = k === 0 ? out - n * pointBytes : out;
            batch.push(source, source, out);
          }
          batch.flush();
        }
      }
    }
  }

  /**
   * The scalars other than zero, with half a window's range added to each digit but the top one, so that a signed digit
   * is what is read minus that half; a last word says whether r - s stands for s.
   */
  #recode(scalars: number): Uint32Array {
    const words = this.#arithmetic.words;
    const recoded = new Uint32Array(this.#scalars.length * RECODED_WORDS);
    const halves = new Uint32Array(SCALAR_WORDS);
    for (let digit = 1; digit < digitsOf(this.#windows); digit++) {
      const bit = digit * this.#windows.window - 1;
      halves[bit >>> 5]! |= 1 << (bit & 31);
    }
    for (let i = 0; i < this.#scalars.length; i++) {
      const from = scalars / 4 + this.#scalars[i]! * SCALAR_WORDS;
      const scalar = recoded.subarray(i * RECODED_WORDS, i * RECODED_WORDS + SCALAR_WORDS);
      let any = 0;
      for (let word = 0; word < SCALAR_WORDS; word++) any |= scalar[word] = words[from + word]!;
      if (any === 0) {
        recoded[i * RECODED_WORDS + SCALAR_WORDS] = ZERO;
        continue;
      }
      recoded[i * RECODED_WORDS + SCALAR_WORDS] = negateIfLarge(scalar);
      let carry = 0;
      for (let word = 0; word < SCALAR_WORDS; word++) {
        const sum = scalar[word]! + halves[word]! + carry;
        carry = sum > 0xffffffff ? 1 : 0;
        scalar[word] = sum;
      }
    }
    return recoded;
  }

  /** The digits that belong to one bucket set: every sets-th, each with its own level of the table. */
  #cut(recoded: Uint32Array, set: number, entries: Entries): void {
    const { window, sets } = this.#windows;
    const pointBytes = 2 * this.#curve.n8;
    const top = digitsOf(this.#windows) - 1;
    const half = 2 ** (window - 1);
    entries.length = 0;
    for (let i = 0; i < this.#scalars.length; i++) {
      const at = i * RECODED_WORDS;
      const kind = recoded[at + SCALAR_WORDS]!;
      if (kind === ZERO) continue;
      let point = this.#table + i * pointBytes;
      for (let index = set; index <= top; index += sets, point += this.#scalars.length * pointBytes) {
        const bit = index * window;
        const word = at + (bit >>> 5);
        const shift = bit & 31;
        let raw = recoded[word]! >>> shift;
        if (shift + window > 32 && bit >>> 5 < SCALAR_WORDS - 1) raw |= recoded[word + 1]! << (32 - shift);
        const digit = (raw & (2 * half - 1)) - (index === top ? 0 : half);
        if (digit !== 0) entries.push(Math.abs(digit) - 1, point + (kind ^ (digit < 0 ? 1 : 0)));
      }
    }
  }

  /** Adds the sum over the set's buckets of bucket * weight; a weight is cut in two halves as in native/msm.hpp. */
  #addWeighed(ws: MsmWorkspace, out: number): void {
    const { window } = this.#windows;
    const perSet = 2 ** (window - 1);
    const lowBits = window >>> 1;
    const low = 2 ** lowBits;
    const high = perSet / low + 1;
    ws.entries.length = 0;
    for (let weight = 1; weight <= perSet; weight++) {
      const point = ws.buckets.at(weight - 1);
      if (point === undefined) continue;
      if (weight % low !== 0) ws.entries.push(weight % low, point);
      if (weight >= low) ws.entries.push(low + Math.floor(weight / low), point);
    }
    ws.weights.sum(ws.entries, low + high);

    const { call } = this.#arithmetic;
    const double = call[`${this.#curve.prefix}_double`]!;
    const add = call[`${this.#curve.prefix}_add`]!;
    const { part, running } = ws;
    this.#ladder(ws.weights, low, high, part, running);
    for (let k = 0; k < lowBits; k++) double(part, part);
    add(out, part, out);
    this.#ladder(ws.weights, 0, low, part, running);
    add(out, part, out);
  }

  /** Writes the sum of i * bucket(first + i), i below n, to `total`. */
  #ladder(sums: BucketSums, first: number, n: number, total: number, running: number): void {
    const { call } = this.#arithmetic;
    const addMixed = call[`${this.#curve.prefix}_addMixed`]!;
    const add = call[`${this.#curve.prefix}_add`]!;
    for (const point of [total, running]) call[`${this.#curve.prefix}_zero`]!(point);
    for (let i = n - 1; i >= 1; i--) {
      const point = sums.at(first + i);
      if (point !== undefined) addMixed(running, point, running);
      add(total, running, total);
    }
  }
}

const SCALAR_WORDS = 8;
/** Of a recoded scalar: the words of its value, and one of 0, 1 (to be subtracted) or `ZERO`. */
const RECODED_WORDS = SCALAR_WORDS + 1;
const ZERO = 2;

/** Replaces s by r - s where that is smaller, and says so: small negative numbers are then as cheap as positive ones. */
function negateIfLarge(scalar: Uint32Array): 0 | 1 {
  for (let i = SCALAR_WORDS - 1; i >= 0; i--) {
    if (scalar[i]! < HALF_ORDER[i]!) return 0;
    if (scalar[i]! > HALF_ORDER[i]!) break;
    if (i === 0) return 0;
  }
  let borrow = 0;
  for (let i = 0; i < SCALAR_WORDS; i++) {
    const difference = ORDER[i]! - scalar[i]! - borrow;
    borrow = difference < 0 ? 1 : 0;
    scalar[i] = difference;
  }
  return 1;
}

const ORDER = wordsOf(SCALAR_MODULUS);
const HALF_ORDER = wordsOf(SCALAR_MODULUS >> 1n);

function wordsOf(value: bigint): Uint32Array {
  return Uint32Array.from({ length: SCALAR_WORDS }, (_, i) => Number((value >> BigInt(32 * i)) & 0xffffffffn));
}
