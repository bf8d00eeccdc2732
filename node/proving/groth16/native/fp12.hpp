// The extension of degree twelve in which pairings have their values: Fq12 = Fq6[w] / (w^2 - v), the top of the tower.
// Multiplication is Karatsuba's and squaring the complex method: Devegili et al., "Multiplication and Squaring on
// Pairing-Friendly Fields" (2006), section 3, https://eprint.iacr.org/2006/471
#pragma once
#include "frobenius.hpp"

namespace groth16 {

struct Fq12 {
  Fq6 c0, c1;

  static constexpr std::size_t BYTES = 384;
  static Fq12 zero() { return {Fq6::zero(), Fq6::zero()}; }
  static Fq12 one() { return {Fq6::one(), Fq6::zero()}; }
  static Fq12 load(const void *bytes) {
    return {Fq6::load(bytes), Fq6::load(static_cast<const unsigned char *>(bytes) + 192)};
  }
  void store(void *bytes) const {
    c0.store(bytes);
    c1.store(static_cast<unsigned char *>(bytes) + 192);
  }

  bool operator==(const Fq12 &o) const { return c0 == o.c0 && c1 == o.c1; }
  Fq12 toMontgomery() const { return {c0.toMontgomery(), c1.toMontgomery()}; }
  Fq12 fromMontgomery() const { return {c0.fromMontgomery(), c1.fromMontgomery()}; }

  Fq12 operator+(const Fq12 &o) const { return {c0 + o.c0, c1 + o.c1}; }
  Fq12 operator-(const Fq12 &o) const { return {c0 - o.c0, c1 - o.c1}; }
  Fq12 operator-() const { return {-c0, -c1}; }
  Fq12 doubled() const { return {c0.doubled(), c1.doubled()}; }

  Fq12 operator*(const Fq12 &o) const {
    const Fq6 a = c0 * o.c0, b = c1 * o.c1;
    return {a + b.timesV(), (c0 + c1) * (o.c0 + o.c1) - a - b};
  }

  Fq12 squared() const {
    const Fq6 a = c0 * c1;
    return {(c0 + c1) * (c0 + c1.timesV()) - a - a.timesV(), a.doubled()};
  }

  /** Times s + aw + bw^3, the form of a line. */
  Fq12 timesLine(const Fq2 &s, const Fq2 &a, const Fq2 &b) const {
    const Fq6 p = c0.times(s), q = c1.times(a, b);
    return {p + q.timesV(), (c0 + c1).times(s + a, b) - p - q};
  }

  /** Times 1 + aw + bw^3. */
  Fq12 timesLine(const Fq2 &a, const Fq2 &b) const {
    return {c0 + c1.times(a, b).timesV(), c1 + c0.times(a, b)};
  }

  /** Zero gives zero. */
  Fq12 inverse() const {
    const Fq6 norm = (c0.squared() - c1.squared().timesV()).inverse();
    return {c0 * norm, -(c1 * norm)};
  }

  /** To the power of p^6; the inverse of what is in the cyclotomic subgroup. */
  Fq12 conjugate() const { return {c0, -c1}; }

  /** To the power of p^n for n of 1 to 3. */
  Fq12 frobenius(int n) const {
    const auto at = [n](const Fq2 &c, int i) {
      return (n % 2 == 1 ? groth16::conjugate(c) : c) * Frobenius::factor(n, i);
    };
    return {{at(c0.c0, 0), at(c0.c1, 2), at(c0.c2, 4)}, {at(c1.c0, 1), at(c1.c1, 3), at(c1.c2, 5)}};
  }

  /**
   * The square of an element of the cyclotomic subgroup, whose order is p^4 - p^2 + 1: Granger, Scott, "Faster Squaring
   * in the Cyclotomic Subgroup of Sixth Degree Extensions" (PKC 2010), section 3.2, https://eprint.iacr.org/2009/565
   */
  Fq12 cyclotomicSquared() const {
    // Squares in Fq4 = Fq2[t] / (t^2 - xi): of c0.c0 + c1.c1 t, of c1.c0 + c0.c2 t and of c0.c1 + c1.c2 t.
    const auto square = [](const Fq2 &a, const Fq2 &b, Fq2 &constant, Fq2 &linear) {
      const Fq2 ab = a * b;
      constant = (a + b) * (a + timesXi(b)) - ab - timesXi(ab);
      linear = ab.doubled();
    };
    Fq2 a0, a1, b0, b1, d0, d1;
    square(c0.c0, c1.c1, a0, a1);
    square(c1.c0, c0.c2, b0, b1);
    square(c0.c1, c1.c2, d0, d1);
    const auto minus = [](const Fq2 &t, const Fq2 &c) { return (t - c).doubled() + t; };
    const auto plus = [](const Fq2 &t, const Fq2 &c) { return (t + c).doubled() + t; };
    return {{minus(a0, c0.c0), minus(b0, c0.c1), minus(d0, c0.c2)},
            {plus(timesXi(d1), c1.c0), plus(a1, c1.c1), plus(b1, c1.c2)}};
  }
};

} // namespace groth16
