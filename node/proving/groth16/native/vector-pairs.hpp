// The batch-affine additions of pairs.hpp, eight pairs at a time. Points are in Montgomery form for 2^260 here.
#pragma once
#include "pairs.hpp"
#include "vector-field.hpp"
#include <memory>

namespace groth16 {

#if !defined(GROTH16_VECTOR)

inline bool hasVectorUnit() { return false; }
template <class F> void flushVector(PairBatch<F> &) {}

#else

inline bool hasVectorUnit() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512ifma");
}

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512ifma")
#endif

/** Turns eight rows of eight words around, in both directions. */
inline void transpose(Lanes *r) {
  Lanes t[8];
  for (int i = 0; i < 4; i++) {
    t[2 * i] = _mm512_unpacklo_epi64(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_epi64(r[2 * i], r[2 * i + 1]);
  }
  Lanes u[8]; // u[k]: of rows 0-3 for k < 4, of rows 4-7 else
  for (int h = 0; h < 2; h++) {
    for (int c = 0; c < 2; c++) {
      u[4 * h + c] = _mm512_shuffle_i64x2(t[4 * h + c], t[4 * h + 2 + c], 0x88);
      u[4 * h + 2 + c] = _mm512_shuffle_i64x2(t[4 * h + c], t[4 * h + 2 + c], 0xdd);
    }
  }
  // u[c] holds words c and c + 4 of rows 0-3, u[2 + c] words c + 2 and c + 6.
  for (int k = 0; k < 4; k++) {
    r[k] = _mm512_shuffle_i64x2(u[k], u[4 + k], 0x88);
    r[k + 4] = _mm512_shuffle_i64x2(u[k], u[4 + k], 0xdd);
  }
}

template <class F> struct VectorOf;
template <> struct VectorOf<Fq> { using type = Fq8; };
template <> struct VectorOf<Fq2> { using type = Fq2x8; };

template <class V> struct Point8 {
  Lanes x[V::ROWS], y[V::ROWS]; // words as in memory
};

template <class F, class V> inline Point8<V> gather(const Affine<F> *const *points) {
  Point8<V> p;
  Lanes block[8];
  if constexpr (V::ROWS == 4) {
    for (int i = 0; i < 8; i++) block[i] = _mm512_loadu_si512(points[i]);
    transpose(block);
    for (int i = 0; i < 4; i++) p.x[i] = block[i], p.y[i] = block[i + 4];
  } else {
    for (int i = 0; i < 8; i++) p.x[i] = _mm512_loadu_si512(&points[i]->x);
    for (int i = 0; i < 8; i++) p.y[i] = _mm512_loadu_si512(&points[i]->y);
    transpose(p.x);
    transpose(p.y);
  }
  return p;
}

template <class F, class V> inline void scatter(Point8<V> &p, Affine<F> *const *points) {
  if constexpr (V::ROWS == 4) {
    Lanes block[8];
    for (int i = 0; i < 4; i++) block[i] = p.x[i], block[i + 4] = p.y[i];
    transpose(block);
    for (int i = 0; i < 8; i++) _mm512_storeu_si512(points[i], block[i]);
  } else {
    transpose(p.x);
    transpose(p.y);
    for (int i = 0; i < 8; i++) _mm512_storeu_si512(&points[i]->x, p.x[i]);
    for (int i = 0; i < 8; i++) _mm512_storeu_si512(&points[i]->y, p.y[i]);
  }
}

template <std::size_t ROWS> inline Mask equal(const Lanes *a, const Lanes *b) {
  Mask m = 0xff;
  for (std::size_t i = 0; i < ROWS; i++) m &= _mm512_cmpeq_epi64_mask(a[i], b[i]);
  return m;
}
template <std::size_t ROWS> inline Mask zero(const Lanes *a) {
  Lanes any = a[0];
  for (std::size_t i = 1; i < ROWS; i++) any = _mm512_or_si512(any, a[i]);
  return _mm512_testn_epi64_mask(any, any);
}

/** The lanes of a group that are no plain chord; all empty but for few groups. */
struct Special {
  Mask leftInfinite, rightInfinite, opposite, equal;
  Mask any() const { return leftInfinite | rightInfinite | opposite | equal; }
};

/** Product of the lanes' inverses: eight values below 2p become their inverses. Converts between Montgomery forms. */
template <class F, class V> inline V invertLanes(const V &product) {
  alignas(64) Lanes rows[V::ROWS];
  alignas(64) u64 words[V::ROWS][8];
  product.canonical().toRows(rows);
  std::memcpy(words, rows, sizeof words);
  F value[8], prefix[8];
  F running = F::one();
  for (int lane = 0; lane < 8; lane++) {
    u64 limbs[V::ROWS];
    for (std::size_t i = 0; i < V::ROWS; i++) limbs[i] = words[i][lane];
    value[lane] = F::load(limbs).fromVectorForm();
    prefix[lane] = running;
    running = running * value[lane];
  }
  F inverse = running.inverse();
  for (int lane = 7; lane >= 0; lane--) {
    u64 limbs[V::ROWS];
    (inverse * prefix[lane]).toVectorForm().store(limbs);
    inverse = inverse * value[lane];
    for (std::size_t i = 0; i < V::ROWS; i++) words[i][lane] = limbs[i];
  }
  std::memcpy(rows, words, sizeof words);
  return V::fromRows(rows);
}

template <class F, class V> struct VectorScratch {
  static constexpr std::size_t GROUPS = PairBatch<F>::CAPACITY / 8;
  V denominator[GROUPS], suffix[GROUPS];
  Special special[GROUPS];
  Affine<F> unused[2 + 8]; // stand-ins that fill the last group
};

template <class F> void flushVector(PairBatch<F> &batch) {
  using V = typename VectorOf<F>::type;
  using Batch = PairBatch<F>;
  if (batch.size == 0) return;
  static thread_local const auto scratch = std::make_unique<VectorScratch<F, V>>(); // aligned by operator new
  V *const denominator = scratch->denominator, *const suffix = scratch->suffix;
  Special *const special = scratch->special;
  Affine<F> *const unused = scratch->unused;
  unused[0] = Affine<F>::infinity();
  const std::size_t groups = (batch.size + 7) / 8;
  for (std::size_t i = batch.size; i < groups * 8; i++) {
    unused[1] = {F::one(), F::one()};
    batch.left[i] = &unused[0];
    batch.right[i] = &unused[1]; // infinity and something: a denominator of one
    batch.out[i] = &unused[2 + i % 8];
    batch.signs[i] = 0;
  }
  const auto signMask = [&](std::size_t g, unsigned char bit) {
    Mask m = 0;
    for (int i = 0; i < 8; i++) m |= static_cast<Mask>(((batch.signs[8 * g + i] & bit) != 0) << i);
    return m;
  };

  V product = V::one();
  for (std::size_t g = groups; g-- > 0;) {
    const Point8<V> a = gather<F, V>(batch.left + 8 * g), b = gather<F, V>(batch.right + 8 * g);
    V d = V::fromRows(b.x).template minus<1>(V::fromRows(a.x));
    Special s{0, 0, 0, 0};
    const Mask same = equal<V::ROWS>(a.x, b.x), zeroA = zero<V::ROWS>(a.x), zeroB = zero<V::ROWS>(b.x);
    if (same | zeroA | zeroB) {
      s.leftInfinite = zeroA & zero<V::ROWS>(a.y);
      s.rightInfinite = zeroB & zero<V::ROWS>(b.y) & ~s.leftInfinite;
      const Mask finite = same & ~(s.leftInfinite | s.rightInfinite);
      const Mask signsDiffer = signMask(g, Batch::NEGATE_LEFT) ^ signMask(g, Batch::NEGATE_RIGHT);
      const Mask sameY = equal<V::ROWS>(a.y, b.y), zeroY = zero<V::ROWS>(a.y);
      s.opposite = finite & (static_cast<Mask>(~(signsDiffer ^ sameY)) | zeroY);
      s.equal = finite & ~s.opposite;
      const V y = V::fromRows(a.y);
      d = V::select(s.equal, y + y, d);
      d = V::select(s.any() & ~s.equal, V::one(), d);
    }
    special[g] = s;
    denominator[g] = d;
    suffix[g] = product;
    product = product * d;
  }
  V inverse = invertLanes<F, V>(product);
  for (std::size_t g = 0; g < groups; g++) {
    const Point8<V> a = gather<F, V>(batch.left + 8 * g), b = gather<F, V>(batch.right + 8 * g);
    const V dInverse = inverse * suffix[g];
    inverse = inverse * denominator[g];
    const V x1 = V::fromRows(a.x), x2 = V::fromRows(b.x), zeroes = V::zero();
    V y1 = V::fromRows(a.y), y2 = V::fromRows(b.y);
    const Mask negateLeft = signMask(g, Batch::NEGATE_LEFT), negateRight = signMask(g, Batch::NEGATE_RIGHT);
    if (negateLeft) y1 = V::select(negateLeft, zeroes.template minus<1>(y1), y1);
    if (negateRight) y2 = V::select(negateRight, zeroes.template minus<1>(y2), y2);
    V numerator = y2.template minus<1>(y1);
    const Special s = special[g];
    if (s.equal) {
      const V xx = x1.squared().canonical(), xxx = xx + xx + xx;
      // The denominator was 2 * y without its sign; the sign belongs to the slope.
      numerator = V::select(s.equal, V::select(negateLeft, zeroes.template minus<3>(xxx), xxx), numerator);
    }
    const V slope = numerator * dInverse;
    V x3 = slope.squared().template minus<2>(x1 + x2).canonical();
    V y3 = (slope * x1.template minus<1>(x3)).template minus<1>(y1).canonical();
    if (s.any()) {
      x3 = V::select(s.leftInfinite, x2, V::select(s.rightInfinite, x1, V::select(s.opposite, zeroes, x3)));
      y3 = V::select(s.leftInfinite, y2, V::select(s.rightInfinite, y1, V::select(s.opposite, zeroes, y3)));
      y3 = y3.canonical(); // the negative of zero is p
    }
    Point8<V> sum;
    x3.toRows(sum.x);
    y3.toRows(sum.y);
    scatter<F, V>(sum, batch.out + 8 * g);
  }
  batch.size = 0;
}

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

/** Adds every pair of the batch and empties it; points are in the form that `vector` says. */
template <class F> void flush(PairBatch<F> &batch, bool vector) {
  if (vector) {
    flushVector(batch);
  } else {
    batch.flush();
  }
}

} // namespace groth16
