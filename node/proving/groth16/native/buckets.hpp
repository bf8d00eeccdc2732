// Sums of points by bucket: the additions of Pippenger's algorithm, as rounds of independent pairs.
#pragma once
#include "memory.hpp"
#include "vector-pairs.hpp"
#include <algorithm>

namespace groth16 {

/** One point to be added to one bucket: the position of the point shifted by one, and its sign in the lowest bit. */
struct Entry {
  u32 bucket;
  u32 point;
};

template <class F> class BucketSums {
public:
  /** For at most so many entries and buckets at a time; takes its memory from the arena. */
  BucketSums(Arena &arena, PairBatch<F> &batch, std::size_t entries, std::size_t buckets)
      : batch(batch), sorted(arena.take<u32>(entries)), count(arena.take<u32>(buckets)),
        first(arena.take<u32>(buckets)), start(arena.take<u32>(buckets)),
        points(arena.take<Affine<F>>(mostPoints(entries, buckets))) {}

  static std::size_t bytesFor(std::size_t entries, std::size_t buckets) {
    return Arena::bytesFor<u32>(entries) + 3 * Arena::bytesFor<u32>(buckets) +
           Arena::bytesFor<Affine<F>>(mostPoints(entries, buckets));
  }

  /** Where to write the entries before `sum`: in the place of the sums, since sorting them is done before the first. */
  Entry *entries() { return reinterpret_cast<Entry *>(points); }

  /**
   * Sums `table[entry.point >> 1]`, negated where the lowest bit is set, into `buckets` buckets. No point of the table
   * that an entry names is infinity. `vector` says in which form the points are.
   */
  void sum(const Affine<F> *table, std::size_t entryCount, std::size_t bucketCount, bool vector) {
    this->vector = vector;
    buckets = bucketCount;
    sort(entryCount);
    firstRound(table);
    for (bool more = true; more;) more = nextRound();
  }

  /** The sum of a bucket; infinity where nothing was added. */
  Affine<F> at(std::size_t bucket) const {
    return count[bucket] == 0 ? Affine<F>::infinity() : points[start[bucket]];
  }
  bool isEmpty(std::size_t bucket) const { return count[bucket] == 0 || points[start[bucket]].isInfinity(); }
  /** The sums as a table for another round of bucket sums; the positions are `positionOf`. */
  const Affine<F> *table() const { return points; }
  u32 positionOf(std::size_t bucket) const { return start[bucket]; }

private:
  PairBatch<F> &batch;
  u32 *const sorted;       // entries' points, bucket after bucket
  u32 *const count;        // of a bucket: points left
  u32 *const first;        // of a bucket: its first position in `sorted`
  u32 *const start;        // of a bucket: its first position in `points`
  Affine<F> *const points; // the sums of each round in the place of those before
  std::size_t buckets = 0;
  bool vector = false;

  /** Half of the entries, and one more where a bucket's number is odd. */
  static std::size_t mostPoints(std::size_t entries, std::size_t buckets) {
    static_assert(sizeof(Affine<F>) >= 2 * sizeof(Entry), "the entries fit into the place of the sums");
    return (entries + std::min(entries, buckets) + 1) / 2;
  }

  void push(const Affine<F> *left, const Affine<F> *right, unsigned char signs, Affine<F> *out) {
    batch.push(left, right, signs, out);
    if (batch.full()) flush(batch, vector);
  }

  void sort(std::size_t entryCount) {
    const Entry *const begin = entries(), *const end = begin + entryCount;
    std::fill_n(count, buckets, 0);
    for (const Entry *e = begin; e < end; e++) count[e->bucket]++;
    u32 position = 0, halves = 0;
    for (std::size_t b = 0; b < buckets; b++) {
      first[b] = position;
      start[b] = halves;
      position += count[b];
      halves += (count[b] + 1) / 2;
    }
    for (const Entry *e = begin; e < end; e++) sorted[first[e->bucket]++] = e->point;
  }

  void firstRound(const Affine<F> *table) {
    const u32 *entry = sorted;
    for (std::size_t b = 0; b < buckets; b++) {
      u32 left = count[b];
      Affine<F> *out = points + start[b];
      if (left & 1) {
        *out++ = (*entry & 1) ? -table[*entry >> 1] : table[*entry >> 1];
        entry++;
      }
      for (left /= 2; left > 0; left--, entry += 2) {
        const Affine<F> *l = table + (entry[0] >> 1), *r = table + (entry[1] >> 1);
        __builtin_prefetch(l); // tables are far larger than the caches
        __builtin_prefetch(r);
        push(l, r, static_cast<unsigned char>((entry[0] & 1) | ((entry[1] & 1) << 1)), out++);
      }
      count[b] = (count[b] + 1) / 2;
    }
    flush(batch, vector);
  }

  /** Halves every bucket in place. An odd point out stays at the front, because the pairs' results follow it. */
  bool nextRound() {
    bool more = false;
    for (std::size_t b = 0; b < buckets; b++) {
      if (count[b] < 2) continue;
      Affine<F> *out = points + start[b] + (count[b] & 1), *in = out;
      for (u32 left = count[b] / 2; left > 0; left--, in += 2) {
        push(in, in + 1, 0, out++);
      }
      count[b] = (count[b] + 1) / 2;
      more = more || count[b] > 1;
    }
    flush(batch, vector);
    return more;
  }
};

} // namespace groth16
