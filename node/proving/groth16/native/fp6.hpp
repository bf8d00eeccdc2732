// The sextic extension Fq6 = Fq2[v] / (v^3 - xi) with xi = 9 + u, the middle of BN254's tower.
// Multiplication is Karatsuba's, squaring Chung's and Hasan's SQR2: Devegili et al., "Multiplication and Squaring on
// Pairing-Friendly Fields" (2006), section 4, https://eprint.iacr.org/2006/471
#pragma once
#include "fp2.hpp"

namespace groth16 {

/** xi times a: xi is neither a square nor a cube, and 3 / xi is the coefficient of the twist (EIP-197). */
inline Fq2 timesXi(const Fq2 &a) {
  const Fq2 nine = a.doubled().doubled().doubled() + a;
  return {nine.re - a.im, nine.im + a.re};
}

struct Fq6 {
  Fq2 c0, c1, c2;

  static constexpr std::size_t BYTES = 192;
  static Fq6 zero() { return {Fq2::zero(), Fq2::zero(), Fq2::zero()}; }
  static Fq6 one() { return {Fq2::one(), Fq2::zero(), Fq2::zero()}; }
  static Fq6 load(const void *bytes) {
    const auto *b = static_cast<const unsigned char *>(bytes);
    return {Fq2::load(b), Fq2::load(b + 64), Fq2::load(b + 128)};
  }
  void store(void *bytes) const {
    auto *b = static_cast<unsigned char *>(bytes);
    c0.store(b);
    c1.store(b + 64);
    c2.store(b + 128);
  }

  bool operator==(const Fq6 &o) const { return c0 == o.c0 && c1 == o.c1 && c2 == o.c2; }
  Fq6 toMontgomery() const { return {c0.toMontgomery(), c1.toMontgomery(), c2.toMontgomery()}; }
  Fq6 fromMontgomery() const { return {c0.fromMontgomery(), c1.fromMontgomery(), c2.fromMontgomery()}; }

  Fq6 operator+(const Fq6 &o) const { return {c0 + o.c0, c1 + o.c1, c2 + o.c2}; }
  Fq6 operator-(const Fq6 &o) const { return {c0 - o.c0, c1 - o.c1, c2 - o.c2}; }
  Fq6 operator-() const { return {-c0, -c1, -c2}; }
  Fq6 doubled() const { return {c0.doubled(), c1.doubled(), c2.doubled()}; }

  /** Times v. */
  Fq6 timesV() const { return {timesXi(c2), c0, c1}; }

  Fq6 operator*(const Fq6 &o) const {
    const Fq2 a = c0 * o.c0, b = c1 * o.c1, c = c2 * o.c2;
    return {a + timesXi((c1 + c2) * (o.c1 + o.c2) - b - c), (c0 + c1) * (o.c0 + o.c1) - a - b + timesXi(c),
            (c0 + c2) * (o.c0 + o.c2) - a - c + b};
  }

  Fq6 times(const Fq2 &s) const { return {c0 * s, c1 * s, c2 * s}; }

  /** Times a + bv. */
  Fq6 times(const Fq2 &a, const Fq2 &b) const {
    const Fq2 p = c0 * a, q = c1 * b;
    return {p + timesXi((c1 + c2) * b - q), (c0 + c1) * (a + b) - p - q, c2 * a + q};
  }

  Fq6 squared() const {
    const Fq2 a = c0.squared(), b = (c0 * c1).doubled(), c = (c0 - c1 + c2).squared(), d = (c1 * c2).doubled(),
              e = c2.squared();
    return {a + timesXi(d), b + timesXi(e), b + c + d - a - e};
  }

  /** Zero gives zero. By the matrix of cofactors: Devegili et al., section 4. */
  Fq6 inverse() const {
    const Fq2 a = c0.squared() - timesXi(c1 * c2), b = timesXi(c2.squared()) - c0 * c1, c = c1.squared() - c0 * c2;
    const Fq2 norm = c0 * a + timesXi(c2 * b + c1 * c);
    return Fq6{a, b, c}.times(norm.inverse());
  }
};

} // namespace groth16
