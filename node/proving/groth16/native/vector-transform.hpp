// The transform of fft.hpp with eight values in a vector: position 8 * g + lane is lane of vector g, so that all rounds
// but the three of the shortest distances work on whole vectors. Values stay in Montgomery form for 2^256: multiplied
// with roots in the form for 2^260, which the vector multiplication takes away, they keep it.
#pragma once
#include "vector-field.hpp"
#include <memory>
#include <vector>

namespace groth16 {

#if !defined(GROTH16_VECTOR)

class VectorTransform {
public:
  VectorTransform(const std::vector<Fr> &, const std::vector<Fr> &, const std::vector<Fr> &) {}
  void apply(Fr *, void *) const {}
  std::size_t bytes() const { return 0; }
  std::size_t scratchBytes() const { return 0; }
};

#else

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512ifma")
#endif

class VectorTransform {
public:
  /** `roots` and `inverseRoots`: the first half of the powers; `shift`: factors between the transforms; at least 16. */
  VectorTransform(const std::vector<Fr> &roots, const std::vector<Fr> &inverseRoots, const std::vector<Fr> &shift)
      : groups(shift.size() / 8), shift(groups) {
    for (std::size_t g = 0; g < groups; g++) {
      this->shift[g] = vectorOf([&](std::size_t lane) { return shift[8 * g + lane]; });
    }
    std::size_t rounds = 3; // those of distances below 8
    for (std::size_t half = shift.size() / 2; half >= 8; half /= 2) rounds += half / 8;
    for (std::vector<Fr8> *to : {&forward, &inverse}) to->reserve(rounds); // growing would leave up to half unused
    for (std::size_t half = shift.size() / 2; half > 0; half /= 2) {
      addRound(forward, roots, half);
      addRound(inverse, inverseRoots, half);
    }
  }

  std::size_t bytes() const { return (forward.size() + inverse.size() + shift.size()) * sizeof(Fr8); }

  std::size_t scratchBytes() const { return groups * sizeof(Fr8); }

  /** In place; `scratch` are `scratchBytes` bytes of the alignment of a vector. */
  void apply(Fr *values, void *scratch) const {
    Fr8 *const v = static_cast<Fr8 *>(scratch);
    const Lanes stride = _mm512_set_epi64(28, 24, 20, 16, 12, 8, 4, 0); // in words
    for (std::size_t g = 0; g < groups; g++) {
      Lanes rows[4];
      for (int i = 0; i < 4; i++) rows[i] = _mm512_i64gather_epi64(stride, &values[8 * g].v[i], 8);
      v[g] = Fr8::fromRows(rows);
    }
    const Fr8 *root = inverse.data();
    for (std::size_t half = groups / 2; half > 0; root += half, half /= 2) {
      for (std::size_t block = 0; block < groups; block += 2 * half) {
        for (std::size_t j = 0; j < half; j++) {
          Fr8 &low = v[block + j], &high = v[block + half + j];
          const Fr8 a = low, b = high;
          low = (a + b).minusIfNotLess(2);
          high = a.template minus<2>(b) * root[j];
        }
      }
    }
    for (std::size_t g = 0; g < groups; g++) {
      Fr8 x = v[g];
      for (int k = 0; k < 3; k++) x = crossed(x, 4 >> k) * root[k];
      x = x * shift[g];
      const Fr8 *shortRoot = forward.data() + forward.size() - 1;
      for (int k = 0; k < 3; k++) x = crossed(x * shortRoot[-k], 1 << k).minusIfNotLess(2);
      v[g] = x;
    }
    root = forward.data() + forward.size() - 3;
    for (std::size_t half = 1; half < groups; half *= 2) {
      root -= half;
      for (std::size_t block = 0; block < groups; block += 2 * half) {
        for (std::size_t j = 0; j < half; j++) {
          Fr8 &low = v[block + j], &high = v[block + half + j];
          const Fr8 a = low, b = high * root[j];
          low = (a + b).minusIfNotLess(2);
          high = a.template minus<2>(b).minusIfNotLess(2);
        }
      }
    }
    for (std::size_t g = 0; g < groups; g++) {
      Lanes rows[4];
      v[g].canonical().toRows(rows);
      for (int i = 0; i < 4; i++) _mm512_i64scatter_epi64(&values[8 * g].v[i], stride, rows[i], 8);
    }
  }

private:
  std::size_t groups;
  std::vector<Fr8> forward, inverse, shift; // roots: of the longest distance first; the last three have one vector each

  template <class Get> static Fr8 vectorOf(Get get) {
    alignas(64) u64 words[4][8];
    for (std::size_t lane = 0; lane < 8; lane++) {
      const Fr value = get(lane).toVectorForm();
      for (int i = 0; i < 4; i++) words[i][lane] = value.v[i];
    }
    Lanes rows[4];
    std::memcpy(rows, words, sizeof words);
    return Fr8::fromRows(rows);
  }

  /** The roots of one round; for distances below 8 the lanes that hold a pair's first value get a one. */
  void addRound(std::vector<Fr8> &to, const std::vector<Fr> &roots, std::size_t half) const {
    const std::size_t step = roots.size() / half;
    if (half >= 8) {
      for (std::size_t j = 0; j < half; j += 8) {
        to.push_back(vectorOf([&](std::size_t lane) { return roots[(j + lane) * step]; }));
      }
    } else {
      to.push_back(vectorOf([&](std::size_t lane) {
        return (lane & half) ? roots[(lane & (half - 1)) * step] : Fr::one();
      }));
    }
  }

  /** In lanes without the bit `half` the sum with the partner, in those with it the partner minus the value. */
  static Fr8 crossed(const Fr8 &x, int half) {
    alignas(64) u64 partner[8];
    Mask second = 0;
    for (int lane = 0; lane < 8; lane++) {
      partner[lane] = static_cast<u64>(lane ^ half);
      second |= static_cast<Mask>(((lane & half) != 0) << lane);
    }
    const Lanes order = _mm512_load_si512(partner);
    Fr8 y;
    for (int i = 0; i < Fr8::LIMBS; i++) y.v[i] = _mm512_permutexvar_epi64(order, x.v[i]);
    return Fr8::select(second, y.template minus<2>(x), x + y);
  }
};

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

} // namespace groth16
