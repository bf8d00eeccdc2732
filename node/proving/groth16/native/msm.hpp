// Multi-scalar multiplication over bases known in advance: signed-digit Pippenger whose windows share bucket sets,
// because tables hold the bases multiplied by the windows' powers of two (Brickell, Gordon, McCurley, Wilson, "Fast
// exponentiation with precomputation", 1992; Yao's buckets). Digits 0 cost nothing and the scalars 0 and 1, most of a
// witness, have none or one that is not.
#pragma once
#include "buckets.hpp"
#include <algorithm>
#include <memory>

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

/** What one MSM needs besides its bases; reused from proof to proof, one for each thread. */
template <class F> struct MsmWorkspace {
  std::vector<Entry> entries;
  BucketSums<F> buckets, weights;

  std::size_t bytes() const { return entries.capacity() * sizeof(Entry) + buckets.bytes() + weights.bytes(); }
};

template <class F> class Msm {
public:
  Msm() = default;

  /**
   * `bases[i]`, finite, belongs to scalar number `scalars[i]` of the array given to `sum`. `vector` chooses the vector
   * unit, which the processor must have.
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

  /** The sum of scalar * base; the scalars are plain integers below r. */
  Jacobian<F> sum(const Fr *values, MsmWorkspace<F> &ws) const {
    ws.entries.clear();
    for (std::size_t i = 0; i < scalars.size(); i++) addDigits(values[scalars[i]], i, ws.entries);
    ws.buckets.sum(table.data(), ws.entries, std::size_t(windows.sets) * windows.bucketsPerSet(), vector);
    return weigh(ws);
  }

private:
  Windows windows{};
  bool vector = false;
  std::vector<u32> scalars;
  std::vector<Affine<F>> table; // level after level: 2^(window * sets * level) * base

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

  void addDigits(Fr s, std::size_t base, std::vector<Entry> &entries) const {
    if (s.isZero()) return;
    // r - s is as good with the sign turned, and small where s is a small negative number.
    u32 negative = 0;
    const Fr opposite = -s;
    if (constants::less({{opposite.v[0], opposite.v[1], opposite.v[2], opposite.v[3]}},
                        {{s.v[0], s.v[1], s.v[2], s.v[3]}})) {
      s = opposite;
      negative = 1;
    }
    const u32 c = windows.window, half = windows.bucketsPerSet(), mask = (u32(1) << c) - 1;
    const std::size_t n = scalars.size();
    u32 carry = 0;
    for (u32 w = 0, bit = 0; w < windows.count(); w++, bit += c) {
      const u32 limb = bit / 64, shift = bit % 64;
      u64 raw = s.v[limb] >> shift;
      if (shift + c > 64 && limb < 3) raw |= s.v[limb + 1] << (64 - shift);
      u32 digit = (static_cast<u32>(raw) & mask) + carry, sign = negative;
      carry = 0;
      if (digit > half) { // 2^c - digit with the sign turned, and one more of the next digit
        digit = (u32(1) << c) - digit;
        sign ^= 1;
        carry = 1;
      }
      if (digit == 0) continue;
      const std::size_t position = std::size_t(w / windows.sets) * n + base;
      entries.push_back({(w % windows.sets) * half + digit - 1, static_cast<u32>(position << 1) | sign});
    }
  }

  /**
   * The sum over all buckets of bucket * its weight. A weight is cut in two halves, high * 2^h + low: buckets of equal
   * high half are added, those of equal low half too, again as pairs; only these few sums go through Jacobian
   * coordinates.
   */
  Jacobian<F> weigh(MsmWorkspace<F> &ws) const {
    const u32 perSet = windows.bucketsPerSet(), h = windows.window / 2, low = u32(1) << h;
    const u32 high = perSet / low + 1, group = low + high;
    ws.entries.clear();
    for (u32 set = 0; set < windows.sets; set++) {
      for (u32 weight = 1; weight <= perSet; weight++) {
        const std::size_t bucket = std::size_t(set) * perSet + weight - 1;
        if (ws.buckets.isEmpty(bucket)) continue;
        const u32 point = ws.buckets.positionOf(bucket) << 1;
        if (weight % low != 0) ws.entries.push_back({set * group + weight % low, point});
        if (weight / low != 0) ws.entries.push_back({set * group + low + weight / low, point});
      }
    }
    ws.weights.sum(ws.buckets.table(), ws.entries, std::size_t(windows.sets) * group, vector);

    Jacobian<F> total = Jacobian<F>::infinity();
    for (u32 set = windows.sets; set-- > 0;) {
      for (u32 k = 0; k < windows.window; k++) total = total.doubled();
      Jacobian<F> highs = ladder(ws.weights, set * group + low, high);
      for (u32 k = 0; k < h; k++) highs = highs.doubled();
      total = total + highs + ladder(ws.weights, set * group, low);
    }
    return total;
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
