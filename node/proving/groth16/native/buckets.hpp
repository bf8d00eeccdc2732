// Sums of points by bucket: the additions of Pippenger's algorithm, as rounds of independent pairs.
#pragma once
#include "vector-pairs.hpp"
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

namespace groth16 {

/** One point to be added to one bucket: the position of the point shifted by one, and its sign in the lowest bit. */
struct Entry {
  u32 bucket;
  u32 point;
};

/** Memory that the sums of both groups take in turn: one multi-scalar multiplication runs at a time. */
class PointMemory {
public:
  template <class F> Affine<F> *reserve(std::size_t points) {
    const std::size_t needed = points * sizeof(Affine<F>);
    if (needed > size) {
      memory.reset(); // before more is asked for: nothing in it is needed any more
      size = 0;
      memory.reset(::operator new(needed, ALIGNMENT));
      size = needed;
    }
    return static_cast<Affine<F> *>(memory.get());
  }
  std::size_t bytes() const { return size; }

private:
  static constexpr std::align_val_t ALIGNMENT{64};
  struct Free {
    void operator()(void *p) const { ::operator delete(p, ALIGNMENT); }
  };
  std::unique_ptr<void, Free> memory;
  std::size_t size = 0;
};

template <class F> class BucketSums {
public:
  explicit BucketSums(PointMemory &memory) : memory(memory) {}

  /**
   * Sums `table[entry.point >> 1]`, negated where the lowest bit is set, into `buckets` buckets. No point of the table
   * that an entry names is infinity. `vector` says in which form the points are.
   */
  void sum(const Affine<F> *table, const std::vector<Entry> &entries, std::size_t buckets, bool vector) {
    this->vector = vector;
    sort(entries, buckets);
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

  std::size_t bytes() const {
    return sizeof(*this) +
           (sorted.capacity() + count.capacity() + start.capacity() + first.capacity()) * sizeof(u32);
  }

private:
  std::vector<u32> sorted;       // entries' points, bucket after bucket
  std::vector<u32> count, first; // of a bucket: points left; its first position in `sorted`
  std::vector<u32> start;        // of a bucket: its first position in `points`
  PointMemory &memory;
  Affine<F> *points = nullptr; // in `memory`
  PairBatch<F> batch;
  bool vector = false;

  void push(const Affine<F> *left, const Affine<F> *right, unsigned char signs, Affine<F> *out) {
    batch.push(left, right, signs, out);
    if (batch.full()) flush(batch, vector);
  }

  void sort(const std::vector<Entry> &entries, std::size_t buckets) {
    count.assign(buckets, 0);
    for (const Entry &e : entries) count[e.bucket]++;
    first.resize(buckets);
    start.resize(buckets);
    u32 position = 0, halves = 0;
    for (std::size_t b = 0; b < buckets; b++) {
      first[b] = position;
      start[b] = halves;
      position += count[b];
      halves += (count[b] + 1) / 2;
    }
    sorted.resize(entries.size());
    for (const Entry &e : entries) sorted[first[e.bucket]++] = e.point;
    points = memory.reserve<F>(halves);
  }

  void firstRound(const Affine<F> *table) {
    const u32 *entry = sorted.data();
    for (std::size_t b = 0; b < count.size(); b++) {
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
    for (std::size_t b = 0; b < count.size(); b++) {
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
