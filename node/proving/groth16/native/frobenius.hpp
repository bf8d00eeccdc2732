// What raising to powers of p multiplies coefficients by. On Fq2 it conjugates; with w^6 = xi, the coefficient of w^i is
// besides multiplied by xi^(i (p^n - 1) / 6). Beuchat et al., "High-Speed Software Implementation of the Optimal Ate
// Pairing over Barreto-Naehrig Curves" (2010), section 2, https://eprint.iacr.org/2010/354
#pragma once
#include "curve.hpp"
#include "fp6.hpp"

namespace groth16 {

inline Fq2 conjugate(const Fq2 &a) { return {a.re, -a.im}; }

/** Computed from p and xi when first needed, in about 20 us. */
class Frobenius {
public:
  /** xi^(i (p^n - 1) / 6) for n of 1 to 3 and i of 0 to 5. */
  static const Fq2 &factor(int n, int i) {
    static const Frobenius all;
    return all.factors[n - 1][i];
  }

private:
  Fq2 factors[3][6];

  Frobenius() {
    const Fq2 root = power({Fq{{9, 0, 0, 0}}.toMontgomery(), Fq::one()}, sixth(constants::minus(Fq::P, {{1, 0, 0, 0}})));
    for (auto &row : factors) row[0] = Fq2::one();
    for (int i = 1; i < 6; i++) {
      Fq2 &first = factors[0][i];
      first = factors[0][i - 1] * root;
      factors[1][i] = first * conjugate(first); // p^2 - 1 = (p - 1)(p + 1)
      factors[2][i] = factors[1][i] * first;    // p^3 - 1 = (p - 1)(p^2 + p + 1), and what p^2 is raised to is in Fq
    }
  }

  static Limbs sixth(Limbs value) {
    u128 rest = 0;
    for (int i = 3; i >= 0; i--) {
      rest = rest << 64 | value.v[i];
      value.v[i] = static_cast<u64>(rest / 6);
      rest %= 6;
    }
    return value;
  }

  static Fq2 power(const Fq2 &base, const Limbs &exponent) {
    Fq2 r = Fq2::one();
    for (int i = 255; i >= 0; i--) {
      r = r.squared();
      if (exponent.v[i / 64] >> (i % 64) & 1) r = r * base;
    }
    return r;
  }
};

/** The endomorphism of the twist that is the map (x, y) -> (x^p, y^p) of the curve: on G2 it multiplies by p. */
inline G2 psi(const G2 &q) {
  return {conjugate(q.x) * Frobenius::factor(1, 2), conjugate(q.y) * Frobenius::factor(1, 3)};
}

} // namespace groth16
