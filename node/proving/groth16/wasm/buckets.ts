import type { Arithmetic } from "./arithmetic.ts";
import { PairBatch, type Curve } from "./curve.ts";

/** Points to be added to buckets: addresses of affine points, odd where the point is to be negated. */
export class Entries {
  bucket = new Uint32Array(1024);
  point = new Uint32Array(1024);
  length = 0;

  push(bucket: number, point: number): void {
    if (this.length === this.bucket.length) {
      this.bucket = grown(this.bucket);
      this.point = grown(this.point);
    }
    this.bucket[this.length] = bucket;
    this.point[this.length++] = point;
  }
}

/** Sums of points by bucket: the additions of Pippenger's algorithm, as rounds of independent pairs. */
export class BucketSums {
  readonly #arithmetic: Arithmetic;
  readonly #pointBytes: number;
  readonly #batch: PairBatch;
  readonly #infinity: number;
  #points = 0;
  #capacity = 0;
  #sorted = new Uint32Array(0);
  /** Of a bucket: how many points are left, and the address of the first. */
  #count = new Uint32Array(0);
  #start = new Uint32Array(0);

  constructor(arithmetic: Arithmetic, curve: Curve) {
    this.#arithmetic = arithmetic;
    this.#pointBytes = 2 * curve.n8;
    this.#batch = new PairBatch(arithmetic, curve);
    this.#infinity = arithmetic.place(new Uint8Array(this.#pointBytes));
  }

  sum(entries: Entries, buckets: number): void {
    this.#sort(entries, buckets);
    this.#firstRound();
    while (this.#nextRound()) continue;
  }

  /** The address of a bucket's sum; undefined where it is infinity. */
  at(bucket: number): number | undefined {
    const address = this.#start[bucket]!;
    return this.#count[bucket] === 0 || this.#arithmetic.isZero(address, this.#pointBytes) ? undefined : address;
  }

  #sort(entries: Entries, buckets: number): void {
    const count = (this.#count = new Uint32Array(buckets));
    const start = (this.#start = new Uint32Array(buckets));
    for (let i = 0; i < entries.length; i++) count[entries.bucket[i]!]!++;
    const next = new Uint32Array(buckets);
    let position = 0;
    let halves = 0;
    for (let b = 0; b < buckets; b++) {
      next[b] = position;
      start[b] = halves;
      position += count[b]!;
      halves += (count[b]! + 1) >>> 1;
    }
    if (this.#sorted.length < entries.length) this.#sorted = new Uint32Array(entries.length * 1.25);
    for (let i = 0; i < entries.length; i++) this.#sorted[next[entries.bucket[i]!]!++] = entries.point[i]!;
    if (this.#capacity < halves) {
      this.#capacity = Math.ceil(halves * 1.25); // what was there before is lost until the instance goes
      this.#points = this.#arithmetic.alloc(this.#capacity * this.#pointBytes);
    }
    for (let b = 0; b < buckets; b++) start[b] = this.#points + start[b]! * this.#pointBytes;
  }

  #firstRound(): void {
    const sorted = this.#sorted;
    for (let b = 0, entry = 0; b < this.#count.length; b++) {
      let left = this.#count[b]!;
      let out = this.#start[b]!;
      if (left & 1) {
        this.#batch.push(sorted[entry++]!, this.#infinity, out);
        out += this.#pointBytes;
      }
      for (left >>>= 1; left > 0; left--, out += this.#pointBytes) {
        this.#batch.push(sorted[entry++]!, sorted[entry++]!, out);
      }
      this.#count[b] = (this.#count[b]! + 1) >>> 1;
    }
    this.#batch.flush();
  }

  /** Halves every bucket in place. An odd point out stays at the front, because the pairs' results follow it. */
  #nextRound(): boolean {
    let more = false;
    for (let b = 0; b < this.#count.length; b++) {
      const count = this.#count[b]!;
      if (count < 2) continue;
      let out = this.#start[b]! + (count & 1) * this.#pointBytes;
      let read = out;
      for (let left = count >>> 1; left > 0; left--, out += this.#pointBytes, read += 2 * this.#pointBytes) {
        this.#batch.push(read, read + this.#pointBytes, out);
      }
      this.#count[b] = (count + 1) >>> 1;
      more ||= this.#count[b]! > 1;
    }
    this.#batch.flush();
    return more;
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
