// Sums of many independent pairs of affine points that share one field inversion ("batch-affine" addition): six field
// multiplications a sum instead of the eleven of a mixed Jacobian one. Montgomery's simultaneous inversion: Cohen,
// "A Course in Computational Algebraic Number Theory", algorithm 10.3.4.
#pragma once
#include "curve.hpp"

namespace groth16 {

/** Pairs waiting to be added: out[i] = (+-)*left[i] + (+-)*right[i]. */
template <class F> struct PairBatch {
  static constexpr std::size_t CAPACITY = 2048; // one inversion (about 300 multiplications) a batch is then 2.5%
  static constexpr unsigned char NEGATE_LEFT = 1, NEGATE_RIGHT = 2;

  std::size_t size = 0;
  const Affine<F> *left[CAPACITY], *right[CAPACITY];
  Affine<F> *out[CAPACITY];
  unsigned char signs[CAPACITY];
  /** What `flush` works in: denominators and their products, in a form of its own for the vector unit. */
  static constexpr std::size_t SCRATCH_BYTES = CAPACITY * (sizeof(F) / 32 * 2 * 40 + 1) + 16 * sizeof(Affine<F>);
  alignas(64) unsigned char scratch[SCRATCH_BYTES];

  bool full() const { return size == CAPACITY; }

  void push(const Affine<F> *l, const Affine<F> *r, unsigned char sign, Affine<F> *o) {
    left[size] = l;
    right[size] = r;
    signs[size] = sign;
    out[size++] = o;
  }

  /**
   * Adds every pair and empties the batch. Results are written in the order of the pairs, after their operands were
   * read, so that a result may take the place of an operand of its own or of an earlier pair. Equal, opposite and
   * infinite operands are allowed.
   */
  void flush() {
    static_assert(2 * CAPACITY * sizeof(F) <= SCRATCH_BYTES, "denominators and products");
    F *const denominator = reinterpret_cast<F *>(scratch), *const suffix = denominator + CAPACITY;
    // Products from the end of the batch on, so that the second pass runs forward.
    F product = F::one();
    for (std::size_t i = size; i-- > 0;) {
      suffix[i] = product;
      denominator[i] = denominatorOf(i);
      product = product * denominator[i];
    }
    F inverse = size > 0 ? product.inverse() : product;
    for (std::size_t i = 0; i < size; i++) {
      const F slopeDenominator = inverse * suffix[i];
      inverse = inverse * denominator[i];
      *out[i] = sum(i, slopeDenominator);
    }
    size = 0;
  }

private:
  F denominatorOf(std::size_t i) const {
    const Affine<F> &a = *left[i], &b = *right[i];
    const F d = b.x - a.x;
    // Infinity is (0, 0): where an x is not zero, the point is finite, which spares most checks.
    const bool maybeInfinite = a.x.isZero() || b.x.isZero();
    if (!d.isZero() && !(maybeInfinite && (a.isInfinity() || b.isInfinity()))) return d;
    if (a.isInfinity() || b.isInfinity() || isOpposite(i)) return F::one();
    return a.y.doubled();
  }

  bool isOpposite(std::size_t i) const { // for points of equal x
    const bool signsDiffer = (signs[i] == NEGATE_LEFT) || (signs[i] == NEGATE_RIGHT);
    return signsDiffer == (left[i]->y == right[i]->y) || left[i]->y.isZero();
  }

  Affine<F> sum(std::size_t i, const F &inverse) const {
    const Affine<F> a = (signs[i] & NEGATE_LEFT) ? -*left[i] : *left[i];
    const Affine<F> b = (signs[i] & NEGATE_RIGHT) ? -*right[i] : *right[i];
    F slope;
    if (a.x == b.x || a.x.isZero() || b.x.isZero()) {
      if (a.isInfinity()) return b;
      if (b.isInfinity()) return a;
    }
    if (a.x == b.x) {
      if (isOpposite(i)) return Affine<F>::infinity();
      const F xx = a.x.squared();
      // The denominator was 2 * y without its sign; the sign belongs to the slope.
      slope = (xx.doubled() + xx) * inverse;
      if (signs[i] & NEGATE_LEFT) slope = -slope;
    } else {
      slope = (b.y - a.y) * inverse;
    }
    const F x = slope.squared() - a.x - b.x;
    return {x, slope * (a.x - x) - a.y};
  }
};

} // namespace groth16
