// Points of y^2 = x^3 + b, the curve of G1 (over Fq, b = 3) and its twist with G2 (over Fq2, b = 3 / (9 + u)): EIP-197.
// Formulas: "Explicit-Formulas Database", short Weierstrass with a = 0, Jacobian coordinates (dbl-2009-l, add-2007-bl,
// madd-2007-bl), https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-0.html
#pragma once
#include "fp2.hpp"

namespace groth16 {

/** An affine point; (0, 0), which is on neither curve, stands for infinity, as in snarkjs' files. */
template <class F> struct Affine {
  F x, y;

  static constexpr std::size_t BYTES = 2 * F::BYTES;
  static Affine infinity() { return {F::zero(), F::zero()}; }
  static Affine load(const unsigned char *bytes) { return {F::load(bytes), F::load(bytes + F::BYTES)}; }
  bool isInfinity() const { return x.isZero() && y.isZero(); }
  Affine operator-() const { return {x, -y}; }
  Affine toVectorForm() const { return {x.toVectorForm(), y.toVectorForm()}; }
  Affine fromVectorForm() const { return {x.fromVectorForm(), y.fromVectorForm()}; }
};

inline Fq curveB(const Fq *) { return Fq{{3, 0, 0, 0}}.toMontgomery(); }
inline Fq2 curveB(const Fq2 *) {
  const Fq three = Fq{{3, 0, 0, 0}}.toMontgomery(), nine = Fq{{9, 0, 0, 0}}.toMontgomery();
  return Fq2{three, Fq::zero()} * Fq2{nine, Fq::one()}.inverse();
}

/** Whether the coordinates are field elements and satisfy the curve's equation, or stand for infinity. */
template <class F> bool isOnCurve(const Affine<F> &p, const F &b) {
  if (!p.x.isReduced() || !p.y.isReduced()) return false;
  return p.isInfinity() || p.y.squared() == p.x.squared() * p.x + b;
}

/** A point in Jacobian coordinates (x / z^2, y / z^3); z = 0 is infinity. */
template <class F> struct Jacobian {
  F x, y, z;

  static Jacobian infinity() { return {F::one(), F::one(), F::zero()}; }
  static Jacobian from(const Affine<F> &p) { return p.isInfinity() ? infinity() : Jacobian{p.x, p.y, F::one()}; }
  bool isInfinity() const { return z.isZero(); }

  Jacobian doubled() const {
    if (isInfinity()) return *this;
    const F a = x.squared(), b = y.squared(), c = b.squared();
    const F d = ((x + b).squared() - a - c).doubled();
    const F e = a.doubled() + a;
    const F x3 = e.squared() - d.doubled();
    return {x3, e * (d - x3) - c.doubled().doubled().doubled(), (y * z).doubled()};
  }

  Jacobian operator+(const Jacobian &o) const {
    if (isInfinity()) return o;
    if (o.isInfinity()) return *this;
    const F zz1 = z.squared(), zz2 = o.z.squared();
    const F u1 = x * zz2, u2 = o.x * zz1, s1 = y * o.z * zz2, s2 = o.y * z * zz1;
    const F h = u2 - u1, r = (s2 - s1).doubled();
    if (h.isZero()) return r.isZero() ? doubled() : infinity();
    const F i = h.doubled().squared(), j = h * i, v = u1 * i;
    const F x3 = r.squared() - j - v.doubled();
    return {x3, r * (v - x3) - (s1 * j).doubled(), ((z + o.z).squared() - zz1 - zz2) * h};
  }

  Jacobian operator+(const Affine<F> &o) const {
    if (o.isInfinity()) return *this;
    if (isInfinity()) return from(o);
    const F zz = z.squared(), u2 = o.x * zz, s2 = o.y * z * zz;
    const F h = u2 - x, r = (s2 - y).doubled();
    if (h.isZero()) return r.isZero() ? doubled() : infinity();
    const F hh = h.squared(), i = hh.doubled().doubled(), j = h * i, v = x * i;
    const F x3 = r.squared() - j - v.doubled();
    return {x3, r * (v - x3) - (y * j).doubled(), (z + h).squared() - zz - hh};
  }

  /** scalar is a plain integer, not in Montgomery form. Running time depends on it. */
  Jacobian operator*(const Fr &scalar) const {
    Jacobian table[16];
    table[0] = infinity();
    for (int i = 1; i < 16; i++) table[i] = table[i - 1] + *this;
    Jacobian r = infinity();
    for (int i = 63; i >= 0; i--) {
      for (int j = 0; j < 4; j++) r = r.doubled();
      r = r + table[(scalar.v[i / 16] >> (4 * (i % 16))) & 15];
    }
    return r;
  }

  Affine<F> toAffine() const {
    if (isInfinity()) return Affine<F>::infinity();
    const F i = z.inverse(), ii = i.squared();
    return {x * ii, y * ii * i};
  }
};

using G1 = Affine<Fq>;
using G2 = Affine<Fq2>;

} // namespace groth16
