// Multi-scalar multiplication over bases known in advance: signed-digit Pippenger whose windows share bucket sets,
// because tables hold the bases multiplied by the windows' powers of two (Brickell, Gordon, McCurley, Wilson, "Fast
// exponentiation with precomputation", 1992; Yao's buckets). Digits 0 cost nothing and the scalars 0 and 1, most of a
// witness, have none or one that is not.
#pragma once
#include "buckets.hpp"
#include "scalars.hpp"
#include <algorithm>
#include <memory>
#include <vector>

namespace groth16 {

/** How an MSM is cut into windows. `window` bits a digit; `sets` bucket sets, and so tables of windows / sets points. */
struct Windows {
  static constexpr u32 SCALAR_BITS = 254; // of |s|, s in (-r/2, r/2), and the sign a top digit may add
  u32 window, sets;

  u32 count() const { return (SCALAR_BITS + window - 1) / window; }
  u32 levels() const { return (count() + sets - 1) / sets; }
  u32 bucketsPerSet() const { return u32(1) << (window - 1); }
  std::size_t tableBytes(std::size_t bases, std::size_t pointBytes) const { return bases * levels() * pointBytes; }
  /** Point additions for `scalars` scalars of full size; two for each bucket when buckets are weighed. */
  double additions(double scalars) const { return scalars * count() + 2.0 * sets * bucketsPerSet(); }

  /** The cheapest windows for this many scalars whose tables take at most `levels` points a base. */
  static Windows choose(double scalars, u32 levels) {
    Windows best{4, (SCALAR_BITS + 3) / 4};
    for (u32 window = 4; window <= 18; window++) {
      Windows w{window, 1};
      w.sets = (w.count() + levels - 1) / levels;
      if (w.additions(scalars) < best.additions(scalars)) best = w;
    }
    return best;
  }
};

/**
 * A scalar other than zero, ready to be cut: with half a window's range added to each digit but the top one, so that
 * a signed digit is what is read minus that half, and needs no carry from the digit below.
 */
struct Recoded {
  static constexpr u64 NEGATIVE = u64(1) << 63; // above the 255 bits in use: this is r - s, to be subtracted
  u64 v[4];
};
static_assert(sizeof(Recoded) == sizeof(Fr), "it takes the place of its scalar");

template <class F> class Msm {
public:
  Msm() = default;

  /**
   * `bases[i]`, finite, belongs to scalar number `scalars[i]` of those given to `sum`. `vector` chooses the vector unit,
   * which the processor must have. Scalars that `sum` may write over come first, in their order.
   */
  Msm(std::vector<Affine<F>> bases, std::vector<u32> scalars, Windows windows, bool vector)
      : windows(windows), vector(vector), scalars(std::move(scalars)), table(std::move(bases)) {
    if (vector) {
      for (Affine<F> &point : table) point = point.toVectorForm();
    }
    const std::size_t n = this->scalars.size(), levels = windows.levels();
    if (n * levels >= (std::size_t(1) << 31)) throw std::length_error("the key has too many points");
    table.resize(n * levels);
    for (std::size_t level = 1; level < levels; level++) extend(level, n);
  }

  std::size_t bytes() const { return table.size() * sizeof(Affine<F>) + scalars.size() * sizeof(u32); }

  /** The most that `sum` takes from the arena. */
  std::size_t workspaceBytes(std::size_t spent = 0) const {
    return Arena::bytesFor<Recoded>(scalars.size() - std::min(spent, scalars.size())) +
           Arena::bytesFor<u32>(scalars.size()) + Arena::bytesFor<PairBatch<F>>(1) +
           BucketSums<F>::bytesFor(mostEntries(), windows.bucketsPerSet()) +
           BucketSums<F>::bytesFor(2 * windows.bucketsPerSet(), weightBuckets());
  }

  /** The sum of scalar * base. Throws WitnessError for a scalar that is not below r. */
  Jacobian<F> sum(const Scalars &values, Arena &arena) const {
    const Arena::Scope scope(arena);
    Recoded *recoded = arena.take<Recoded>(scalars.size() - std::min(values.spent, scalars.size()));
    if (values.spent > 0) recoded = reinterpret_cast<Recoded *>(values.computed); // the array taken continues it
    u32 *const bases = arena.take<u32>(scalars.size());
    const std::size_t count = recode(values, recoded, bases);
    PairBatch<F> &batch = *new (arena.take<PairBatch<F>>(1)) PairBatch<F>;
    BucketSums<F> buckets(arena, batch, mostEntries(), windows.bucketsPerSet());
    BucketSums<F> weights(arena, batch, 2 * windows.bucketsPerSet(), weightBuckets());
    Jacobian<F> total = Jacobian<F>::infinity();
    for (u32 set = windows.sets; set-- > 0;) { // one set after the other: the buckets of one fit into the caches
      for (u32 k = 0; k < windows.window; k++) total = total.doubled();
      const std::size_t entries = cut(recoded, bases, count, set, buckets.entries());
      buckets.sum(table.data(), entries, windows.bucketsPerSet(), vector);
      total = total + weigh(buckets, weights);
    }
    return total;
  }

private:
  Windows windows{};
  bool vector = false;
  std::vector<u32> scalars;
  std::vector<Affine<F>> table; // level after level: 2^(window * sets * level) * base

  std::size_t mostEntries() const { return scalars.size() * windows.levels(); }

  /** Of a weight's two halves: h = window / 2 bits and the bits above, each of which may be 0. */
  u32 weightBuckets() const {
    const u32 low = u32(1) << windows.window / 2;
    return low + windows.bucketsPerSet() / low + 1;
  }

  /** Fills a level from the one before by window * sets doublings, as additions of equal points. */
  void extend(std::size_t level, std::size_t n) {
    auto batch = std::make_unique<PairBatch<F>>();
    for (std::size_t from = 0; from < n; from += PairBatch<F>::CAPACITY) {
      const std::size_t to = std::min(n, from + PairBatch<F>::CAPACITY);
      for (u32 k = 0; k < windows.window * windows.sets; k++) {
        for (std::size_t i = from; i < to; i++) {
          Affine<F> *out = &table[level * n + i];
          const Affine<F> *in = k == 0 ? out - n : out;
          batch->push(in, in, 0, out);
        }
        flush(*batch, vector);
      }
    }
  }

  /** Writes those that are not zero, and their bases' numbers; returns how many. `out` may be `values.computed`. */
  std::size_t recode(const Scalars &values, Recoded *const out, u32 *const bases) const {
    Limbs halves{}; // half a window's range in each digit but the top one
    for (u32 w = 0; w + 1 < windows.count(); w++) {
      const u32 bit = windows.window * (w + 1) - 1;
      halves.v[bit / 64] |= u64(1) << (bit % 64);
    }
    std::size_t count = 0; // at most i, so that nothing is written over that is still to be read
    for (std::size_t i = 0; i < scalars.size(); i++) {
      Fr s = values[scalars[i]];
      if (s.isZero()) continue;
      if (!s.isReduced()) throw WitnessError("the witness holds a value that is not a field element");
      // r - s is as good with the sign turned, and small where s is a small negative number.
      const Fr opposite = -s;
      const bool negative = constants::less({{opposite.v[0], opposite.v[1], opposite.v[2], opposite.v[3]}},
                                            {{s.v[0], s.v[1], s.v[2], s.v[3]}});
      if (negative) s = opposite;
      Recoded r{};
      Carry carry = 0;
      for (int k = 0; k < 4; k++) carry = addCarry(carry, s.v[k], halves.v[k], r.v[k]);
      if (negative) r.v[3] |= Recoded::NEGATIVE;
      bases[count] = static_cast<u32>(i);
      out[count++] = r;
    }
    return count;
  }

  /** Writes the digits that belong to one bucket set to `out`: every sets-th, each with its own level of the table. */
  std::size_t cut(const Recoded *recoded, const u32 *bases, std::size_t count, u32 set, Entry *const out) const {
    const u32 c = windows.window, top = windows.count() - 1, mask = (u32(1) << c) - 1;
    const std::size_t n = scalars.size();
    Entry *next = out;
    for (std::size_t i = 0; i < count; i++) {
      Recoded s = recoded[i];
      const u32 negative = static_cast<u32>(s.v[3] >> 63);
      s.v[3] &= ~Recoded::NEGATIVE;
      std::size_t position = bases[i];
      for (u32 w = set; w <= top; w += windows.sets, position += n) {
        const u32 bit = w * c, limb = bit / 64, shift = bit % 64;
        u64 raw = s.v[limb] >> shift;
        if (shift + c > 64 && limb < 3) raw |= s.v[limb + 1] << (64 - shift);
        const int digit = static_cast<int>(raw & mask) - (w == top ? 0 : static_cast<int>(windows.bucketsPerSet()));
        if (digit == 0) continue;
        const u32 sign = negative ^ (digit < 0 ? 1u : 0u);
        *next++ = {static_cast<u32>(digit < 0 ? -digit : digit) - 1, static_cast<u32>(position << 1) | sign};
      }
    }
    return static_cast<std::size_t>(next - out);
  }

  /**
   * The sum over the buckets of a set of bucket * its weight. A weight is cut in two halves, high * 2^h + low: buckets of equal
   * high half are added, those of equal low half too, again as pairs; only these few sums go through Jacobian
   * coordinates.
   */
  Jacobian<F> weigh(const BucketSums<F> &buckets, BucketSums<F> &weights) const {
    const u32 perSet = windows.bucketsPerSet(), h = windows.window / 2, low = u32(1) << h;
    Entry *const entries = weights.entries(), *next = entries;
    for (u32 weight = 1; weight <= perSet; weight++) {
      if (buckets.isEmpty(weight - 1)) continue;
      const u32 point = buckets.positionOf(weight - 1) << 1;
      if (weight % low != 0) *next++ = {weight % low, point};
      if (weight / low != 0) *next++ = {low + weight / low, point};
    }
    weights.sum(buckets.table(), static_cast<std::size_t>(next - entries), weightBuckets(), vector);
    Jacobian<F> highs = ladder(weights, low, weightBuckets() - low);
    for (u32 k = 0; k < h; k++) highs = highs.doubled();
    return highs + ladder(weights, 0, low);
  }

  /** The sum of i * bucket(first + i) for i below n. */
  Jacobian<F> ladder(const BucketSums<F> &sums, u32 first, u32 n) const {
    Jacobian<F> running = Jacobian<F>::infinity(), total = running;
    for (u32 i = n; i-- > 1;) {
      const Affine<F> point = sums.at(first + i);
      running = running + (vector ? point.fromVectorForm() : point);
      total = total + running;
    }
    return total;
  }
};

} // namespace groth16
