// The batch-affine additions of pairs.hpp, eight pairs at a time. Points are in Montgomery form for 2^260 here.
#pragma once
#include "pairs.hpp"
#include "vector-field.hpp"

namespace groth16 {

#if !defined(GROTH16_VECTOR)

template <class F> void flushVector(PairBatch<F> &) {}

#else

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

template <class V> struct alignas(64) Point8 {
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

template <class F, class V> struct alignas(64) VectorScratch {
  static constexpr std::size_t GROUPS = PairBatch<F>::CAPACITY / 8;
  V denominator[GROUPS], suffix[GROUPS];
  Special special[GROUPS];
  Affine<F> unused[2 + 8]; // stand-ins that fill the last group
};

/** Bit i says whether pair i of the group has this sign bit. */
inline Mask signMask(const unsigned char *signs, unsigned char bit) {
  Mask m = 0;
  for (int i = 0; i < 8; i++) m |= static_cast<Mask>(((signs[i] & bit) != 0) << i);
  return m;
}

/** What the slopes of a group are divided by; never zero. Sorts out the pairs that are no chords. */
template <class F, class V>
inline V denominators(const Point8<V> &a, const Point8<V> &b, const unsigned char *signs, Special &s) {
  s = {0, 0, 0, 0};
  const V d = V::fromRows(b.x).template minus<1>(V::fromRows(a.x));
  const Mask same = equal<V::ROWS>(a.x, b.x), zeroA = zero<V::ROWS>(a.x), zeroB = zero<V::ROWS>(b.x);
  if (!(same | zeroA | zeroB)) return d;
  s.leftInfinite = zeroA & zero<V::ROWS>(a.y);
  s.rightInfinite = zeroB & zero<V::ROWS>(b.y) & ~s.leftInfinite;
  const Mask finite = same & ~(s.leftInfinite | s.rightInfinite);
  const Mask signsDiffer =
      signMask(signs, PairBatch<F>::NEGATE_LEFT) ^ signMask(signs, PairBatch<F>::NEGATE_RIGHT);
  const Mask sameY = equal<V::ROWS>(a.y, b.y), zeroY = zero<V::ROWS>(a.y);
  s.opposite = finite & (static_cast<Mask>(~(signsDiffer ^ sameY)) | zeroY);
  s.equal = finite & ~s.opposite;
  const V y = V::fromRows(a.y);
  return V::select(s.equal, y + y, V::select(s.any(), V::one(), d));
}

template <class F> void flushVector(PairBatch<F> &batch) {
  using V = typename VectorOf<F>::type;
  using Batch = PairBatch<F>;
  if (batch.size == 0) return;
  static_assert(sizeof(VectorScratch<F, V>) <= Batch::SCRATCH_BYTES, "the batch has the memory for it");
  auto *const scratch = reinterpret_cast<VectorScratch<F, V> *>(batch.scratch);
  V *const denominator = scratch->denominator, *const suffix = scratch->suffix;
  Special *const special = scratch->special;
  Affine<F> *const unused = scratch->unused;
  // Two groups at a time, because one alone is a chain of multiplications that each wait for the one before.
  constexpr std::size_t WAYS = 2;
  const std::size_t groups = (batch.size + 8 * WAYS - 1) / (8 * WAYS) * WAYS;
  unused[0] = Affine<F>::infinity();
  unused[1] = {F::one(), F::one()}; // infinity and something: a denominator of one
  for (std::size_t i = batch.size; i < groups * 8; i++) {
    batch.left[i] = &unused[0];
    batch.right[i] = &unused[1];
    batch.out[i] = &unused[2 + i % 8];
    batch.signs[i] = 0;
  }

  V product[WAYS] = {V::one(), V::one()};
  for (std::size_t first = groups; first > 0; first -= WAYS) {
    for (std::size_t k = 0; k < WAYS; k++) {
      const std::size_t g = first - WAYS + k;
      const Point8<V> a = gather<F, V>(batch.left + 8 * g), b = gather<F, V>(batch.right + 8 * g);
      denominator[g] = denominators<F, V>(a, b, batch.signs + 8 * g, special[g]);
      suffix[g] = product[k];
    }
    for (std::size_t k = 0; k < WAYS; k++) product[k] = product[k] * denominator[first - WAYS + k];
  }
  const V both = invertLanes<F, V>(product[0] * product[1]);
  V inverse[WAYS] = {both * product[1], both * product[0]};

  const V zeroes = V::zero();
  for (std::size_t first = 0; first < groups; first += WAYS) {
    V x1[WAYS], y1[WAYS], x2[WAYS], y2[WAYS], slope[WAYS], x3[WAYS], y3[WAYS];
    for (std::size_t k = 0; k < WAYS; k++) {
      const std::size_t g = first + k;
      const unsigned char *signs = batch.signs + 8 * g;
      const Point8<V> a = gather<F, V>(batch.left + 8 * g), b = gather<F, V>(batch.right + 8 * g);
      x1[k] = V::fromRows(a.x);
      y1[k] = V::fromRows(a.y);
      x2[k] = V::fromRows(b.x);
      y2[k] = V::fromRows(b.y);
      const Mask negateLeft = signMask(signs, Batch::NEGATE_LEFT), negateRight = signMask(signs, Batch::NEGATE_RIGHT);
      if (negateLeft) y1[k] = V::select(negateLeft, zeroes.template minus<1>(y1[k]), y1[k]);
      if (negateRight) y2[k] = V::select(negateRight, zeroes.template minus<1>(y2[k]), y2[k]);
      slope[k] = y2[k].template minus<1>(y1[k]);
      if (special[g].equal) {
        const V xx = x1[k].squared().canonical(), xxx = xx + xx + xx;
        // The denominator was 2 * y without its sign; the sign belongs to the slope.
        const V tangent = V::select(negateLeft, zeroes.template minus<3>(xxx), xxx);
        slope[k] = V::select(special[g].equal, tangent, slope[k]);
      }
    }
    V reciprocal[WAYS];
    for (std::size_t k = 0; k < WAYS; k++) reciprocal[k] = inverse[k] * suffix[first + k];
    for (std::size_t k = 0; k < WAYS; k++) inverse[k] = inverse[k] * denominator[first + k];
    for (std::size_t k = 0; k < WAYS; k++) slope[k] = slope[k] * reciprocal[k];
    for (std::size_t k = 0; k < WAYS; k++) x3[k] = slope[k].squared();
    for (std::size_t k = 0; k < WAYS; k++) x3[k] = x3[k].template minus<2>(x1[k] + x2[k]).canonical();
    for (std::size_t k = 0; k < WAYS; k++) y3[k] = slope[k] * x1[k].template minus<1>(x3[k]);
    for (std::size_t k = 0; k < WAYS; k++) y3[k] = y3[k].template minus<1>(y1[k]).canonical();
    for (std::size_t k = 0; k < WAYS; k++) {
      const Special s = special[first + k];
      if (s.any()) {
        x3[k] = V::select(s.opposite, zeroes, x3[k]);
        x3[k] = V::select(s.leftInfinite, x2[k], V::select(s.rightInfinite, x1[k], x3[k]));
        y3[k] = V::select(s.opposite, zeroes, y3[k]);
        y3[k] = V::select(s.leftInfinite, y2[k], V::select(s.rightInfinite, y1[k], y3[k]));
        y3[k] = y3[k].canonical(); // the negative of zero is p
      }
      Point8<V> sum;
      x3[k].toRows(sum.x);
      y3[k].toRows(sum.y);
      scatter<F, V>(sum, batch.out + 8 * (first + k));
    }
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
