// Eight elements of a field side by side, for processors with AVX-512 IFMA: five limbs of 52 bits each, in Montgomery form
// x·2^260 mod p. Source: Gueron and Krasnov, "Accelerating big integer arithmetic using Intel IFMA extensions" (2016).
//
// Values are kept below a small multiple of p only ("lazy"): the product of inputs below 8p is below 2p, because
// 8p·8p / 2^260 < p. `canonical` makes them unique again.
#pragma once
#include "curve.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#define GROTH16_VECTOR 1
// Only this code may use the instructions: whether the processor has them is asked when the addon is loaded.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512ifma")
#endif

namespace groth16 {

// A call would pass elements through memory: measured 1.25 times slower.
#define GROTH16_INLINE __attribute__((always_inline)) inline

using Lanes = __m512i; // eight 64-bit integers
using Mask = __mmask8;

// The alignment is said aloud because GCC computes a smaller one where it instantiates this outside of the target.
template <class Modulus> struct alignas(64) Field8 {
  static constexpr int LIMBS = 5;
  static constexpr u64 LIMB_MASK = (u64(1) << 52) - 1;
  static constexpr std::size_t ROWS = 4; // 64-bit words of one element in memory

  Lanes v[LIMBS];

  static constexpr u64 limb(const Limbs &x, int i) {
    const int bit = 52 * i, word = bit / 64, shift = bit % 64;
    u64 r = x.v[word] >> shift;
    if (shift > 12 && word < 3) r |= x.v[word + 1] << (64 - shift);
    return r & LIMB_MASK;
  }

  static Field8 all(const Limbs &x) {
    Field8 r;
    for (int i = 0; i < LIMBS; i++) r.v[i] = _mm512_set1_epi64(static_cast<long long>(limb(x, i)));
    return r;
  }
  static Field8 zero() { return all({{0, 0, 0, 0}}); }
  static Field8 one() { return all(constants::powerOfTwo(Modulus::value, 260)); }

  /** From four rows of 64-bit limbs. */
  static Field8 fromRows(const Lanes *w) {
    const Lanes mask = _mm512_set1_epi64(LIMB_MASK);
    Field8 r;
    r.v[0] = _mm512_and_si512(w[0], mask);
    r.v[1] = _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[0], 52), _mm512_slli_epi64(w[1], 12)), mask);
    r.v[2] = _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[1], 40), _mm512_slli_epi64(w[2], 24)), mask);
    r.v[3] = _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[2], 28), _mm512_slli_epi64(w[3], 36)), mask);
    r.v[4] = _mm512_srli_epi64(w[3], 16);
    return r;
  }

  void toRows(Lanes *w) const {
    w[0] = _mm512_or_si512(v[0], _mm512_slli_epi64(v[1], 52));
    w[1] = _mm512_or_si512(_mm512_srli_epi64(v[1], 12), _mm512_slli_epi64(v[2], 40));
    w[2] = _mm512_or_si512(_mm512_srli_epi64(v[2], 24), _mm512_slli_epi64(v[3], 28));
    w[3] = _mm512_or_si512(_mm512_srli_epi64(v[3], 36), _mm512_slli_epi64(v[4], 16));
  }

  GROTH16_INLINE Field8 operator+(const Field8 &o) const {
    Field8 r;
    for (int i = 0; i < LIMBS; i++) r.v[i] = _mm512_add_epi64(v[i], o.v[i]);
    return r.carried();
  }

  /** this - o + K·p, where K·p is at least o. */
  template <int K> GROTH16_INLINE Field8 minus(const Field8 &o) const {
    Field8 r;
    for (int i = 0; i < LIMBS; i++) {
      const Lanes offset = _mm512_set1_epi64(static_cast<long long>(K * limb(Modulus::value, i)));
      r.v[i] = _mm512_sub_epi64(_mm512_add_epi64(v[i], offset), o.v[i]);
    }
    return r.carried();
  }

  GROTH16_INLINE Field8 operator*(const Field8 &o) const {
    const Lanes inverse = _mm512_set1_epi64(static_cast<long long>(Field<Modulus>::INV & LIMB_MASK));
    Lanes p[LIMBS], t[LIMBS];
    for (int i = 0; i < LIMBS; i++) p[i] = _mm512_set1_epi64(static_cast<long long>(limb(Modulus::value, i)));
    for (int i = 0; i < LIMBS; i++) t[i] = _mm512_setzero_si512();
#pragma GCC unroll 5
    for (int i = 0; i < LIMBS; i++) {
      const Lanes b = o.v[i];
      for (int j = 0; j < LIMBS; j++) t[j] = _mm512_madd52lo_epu64(t[j], v[j], b);
      const Lanes m = _mm512_madd52lo_epu64(_mm512_setzero_si512(), t[0], inverse);
      for (int j = 0; j < LIMBS; j++) t[j] = _mm512_madd52lo_epu64(t[j], m, p[j]);
      const Lanes carry = _mm512_srli_epi64(t[0], 52); // the 52 bits below are zero now
      for (int j = 0; j + 1 < LIMBS; j++) t[j] = t[j + 1];
      t[LIMBS - 1] = _mm512_setzero_si512();
      t[0] = _mm512_add_epi64(t[0], carry);
      for (int j = 0; j < LIMBS; j++) t[j] = _mm512_madd52hi_epu64(t[j], v[j], b);
      for (int j = 0; j < LIMBS; j++) t[j] = _mm512_madd52hi_epu64(t[j], m, p[j]);
    }
    Field8 r;
    for (int i = 0; i < LIMBS; i++) r.v[i] = t[i];
    return r.carried();
  }
  Field8 squared() const { return *this * *this; }

  /** The unique value below p, of one below 4p. */
  Field8 canonical() const { return minusIfNotLess(2).minusIfNotLess(1); }

  Mask isZero() const { // of a canonical value
    Lanes any = v[0];
    for (int i = 1; i < LIMBS; i++) any = _mm512_or_si512(any, v[i]);
    return _mm512_testn_epi64_mask(any, any);
  }

  static Field8 select(Mask m, const Field8 &ifSet, const Field8 &otherwise) {
    Field8 r;
    for (int i = 0; i < LIMBS; i++) r.v[i] = _mm512_mask_blend_epi64(m, otherwise.v[i], ifSet.v[i]);
    return r;
  }

  GROTH16_INLINE Field8 minusIfNotLess(int k) const {
    Field8 d;
    for (int i = 0; i < LIMBS; i++) {
      d.v[i] = _mm512_sub_epi64(v[i], _mm512_set1_epi64(static_cast<long long>(k * limb(Modulus::value, i))));
    }
    d = d.carried();
    return select(_mm512_movepi64_mask(d.v[LIMBS - 1]), *this, d);
  }

private:
  /** Brings every limb below the last into 52 bits; limbs may be negative before. */
  GROTH16_INLINE Field8 carried() const {
    const Lanes mask = _mm512_set1_epi64(LIMB_MASK);
    Field8 r = *this;
    for (int i = 0; i + 1 < LIMBS; i++) {
      r.v[i + 1] = _mm512_add_epi64(r.v[i + 1], _mm512_srai_epi64(r.v[i], 52));
      r.v[i] = _mm512_and_si512(r.v[i], mask);
    }
    return r;
  }
};

using Fq8 = Field8<BaseModulus>;
using Fr8 = Field8<ScalarModulus>;

/** Eight elements of Fq2, each part below 4p; `canonical` takes parts below 8p. */
struct alignas(64) Fq2x8 {
  static constexpr std::size_t ROWS = 8;

  Fq8 re, im;

  static Fq2x8 zero() { return {Fq8::zero(), Fq8::zero()}; }
  static Fq2x8 one() { return {Fq8::one(), Fq8::zero()}; }
  static Fq2x8 fromRows(const Lanes *w) { return {Fq8::fromRows(w), Fq8::fromRows(w + 4)}; }
  void toRows(Lanes *w) const {
    re.toRows(w);
    im.toRows(w + 4);
  }
  Fq2x8 operator+(const Fq2x8 &o) const { return {re + o.re, im + o.im}; }
  template <int K> Fq2x8 minus(const Fq2x8 &o) const {
    return {re.template minus<K>(o.re), im.template minus<K>(o.im)};
  }
  /** Karatsuba: the sums of parts are below 8p, their product below 2p; so are the parts of the result below 4p. */
  Fq2x8 operator*(const Fq2x8 &o) const {
    const Fq8 a = re * o.re, b = im * o.im;
    const Fq8 cross = ((re + im) * (o.re + o.im)).template minus<3>(a + b);
    return {a.template minus<2>(b), cross.minusIfNotLess(2)};
  }
  Fq2x8 squared() const {
    const Fq8 product = re * im;
    return {(re + im) * re.template minus<4>(im), product + product};
  }
  Fq2x8 canonical() const { return {re.minusIfNotLess(4).canonical(), im.minusIfNotLess(4).canonical()}; }
  Mask isZero() const { return re.isZero() & im.isZero(); }
  static Fq2x8 select(Mask m, const Fq2x8 &a, const Fq2x8 &b) {
    return {Fq8::select(m, a.re, b.re), Fq8::select(m, a.im, b.im)};
  }
};

} // namespace groth16

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace groth16 {
/** Whether this processor has the instructions of the vector code. */
inline bool hasVectorUnit() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512ifma");
}
} // namespace groth16

#else

namespace groth16 {
inline bool hasVectorUnit() { return false; }
} // namespace groth16

#endif
