// The power that makes the values of Miller loops unique: (p^12 - 1) / r = (p^6 - 1) (p^2 + 1) (p^4 - p^2 + 1) / r, the
// last factor times 2x (6x^2 + 3x + 1), which r does not divide, so that the same values become one. Fuentes-Castaneda,
// Knapp, Rodriguez-Henriquez, "Faster Hashing to G2" (SAC 2011), section 5: three powers of x.
#pragma once
#include "curve-parameter.hpp"
#include "fp12.hpp"

namespace groth16 {

/** f^x for f of the cyclotomic subgroup, where inverting is conjugating: digits of the non-adjacent form of width 4. */
inline Fq12 powerOfX(const Fq12 &f) {
  static constexpr SignedDigits digits{{{CURVE_X, 0, 0, 0}}, 4};
  const Fq12 square = f.cyclotomicSquared();
  Fq12 odd[4] = {f}; // f, f^3, f^5, f^7
  for (int i = 1; i < 4; i++) odd[i] = odd[i - 1] * square;
  Fq12 r = odd[digits.digit[digits.count - 1] / 2];
  for (int i = digits.count - 2; i >= 0; i--) {
    r = r.cyclotomicSquared();
    const int digit = digits.digit[i];
    if (digit > 0) r = r * odd[digit / 2];
    if (digit < 0) r = r * odd[-digit / 2].conjugate();
  }
  return r;
}

/** f is not zero. */
inline Fq12 finalPower(const Fq12 &f) {
  const Fq12 g = f.conjugate() * f.inverse(); // p^6 - 1
  const Fq12 a = g.frobenius(2) * g;          // p^2 + 1: now in the cyclotomic subgroup

  const Fq12 x2 = powerOfX(a).cyclotomicSquared();  // a^2x
  const Fq12 x6 = x2.cyclotomicSquared() * x2;      // a^6x
  const Fq12 xx6 = powerOfX(x6);                    // a^6x^2
  const Fq12 xxx12 = powerOfX(xx6.cyclotomicSquared()); // a^12x^3
  const Fq12 b = xxx12 * xx6 * x6;                  // 12x^3 + 6x^2 + 6x, the exponent of p^2
  const Fq12 c = b * x2.conjugate();                // 12x^3 + 6x^2 + 4x, that of p
  const Fq12 d = b * xx6 * a;                       // 12x^3 + 12x^2 + 6x + 1
  return d * c.frobenius(1) * b.frobenius(2) * (c * a.conjugate()).frobenius(3); // and c's less 1, that of p^3
}

} // namespace groth16
