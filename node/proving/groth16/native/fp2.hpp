// The quadratic extension Fq[u] / (u^2 + 1) over which G2 of BN254 is defined: EIP-197.
// Multiplication is Karatsuba's with three multiplications of Fq; squaring uses (a + b)(a - b).
#pragma once
#include "field.hpp"

namespace groth16 {

struct Fq2 {
  Fq re, im;

  static constexpr std::size_t BYTES = 64;
  static Fq2 zero() { return {Fq::zero(), Fq::zero()}; }
  static Fq2 one() { return {Fq::one(), Fq::zero()}; }
  static Fq2 load(const void *bytes) {
    return {Fq::load(bytes), Fq::load(static_cast<const unsigned char *>(bytes) + 32)};
  }
  void store(void *bytes) const {
    re.store(bytes);
    im.store(static_cast<unsigned char *>(bytes) + 32);
  }

  bool isReduced() const { return re.isReduced() && im.isReduced(); }
  bool isZero() const { return re.isZero() && im.isZero(); }
  bool operator==(const Fq2 &o) const { return re == o.re && im == o.im; }

  Fq2 toMontgomery() const { return {re.toMontgomery(), im.toMontgomery()}; }
  Fq2 fromMontgomery() const { return {re.fromMontgomery(), im.fromMontgomery()}; }

  Fq2 toVectorForm() const { return {re.toVectorForm(), im.toVectorForm()}; }
  Fq2 fromVectorForm() const { return {re.fromVectorForm(), im.fromVectorForm()}; }

  Fq2 operator+(const Fq2 &o) const { return {re + o.re, im + o.im}; }
  Fq2 operator-(const Fq2 &o) const { return {re - o.re, im - o.im}; }
  Fq2 operator-() const { return {-re, -im}; }
  Fq2 doubled() const { return {re.doubled(), im.doubled()}; }

  Fq2 operator*(const Fq2 &o) const {
    const Fq a = re * o.re, b = im * o.im;
    return {a - b, (re + im) * (o.re + o.im) - a - b};
  }
  Fq2 squared() const { return {(re + im) * (re - im), (re * im).doubled()}; }
  Fq2 inverse() const {
    const Fq n = (re.squared() + im.squared()).inverse();
    return {re * n, -(im * n)};
  }
};

} // namespace groth16
