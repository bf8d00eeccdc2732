// Single operations of the tower of fields and of the pairing, for tests, as primitives.hpp has them of what is below.
#pragma once
#include "pairing.hpp"
#include <stdexcept>
#include <string>

namespace groth16 {

template <class F> std::vector<unsigned char> plainBytes(const F &value) {
  std::vector<unsigned char> out(F::BYTES);
  value.fromMontgomery().store(out.data());
  return out;
}

/** Of an element of Fq12; those that take a line find its three coefficients in the first 192 bytes of y. */
inline std::vector<unsigned char> towerPrimitive(const std::string &name, const unsigned char *x, const unsigned char *y) {
  const Fq12 a = Fq12::load(x).toMontgomery();
  const Fq6 line = Fq6::load(y).toMontgomery();
  if (name == "frobenius1") return plainBytes(a.frobenius(1));
  if (name == "frobenius2") return plainBytes(a.frobenius(2));
  if (name == "frobenius3") return plainBytes(a.frobenius(3));
  if (name == "conjugate") return plainBytes(a.conjugate());
  if (name == "cyclotomicSquare") return plainBytes(a.cyclotomicSquared());
  if (name == "timesLine") return plainBytes(a.timesLine(line.c0, line.c1, line.c2));
  if (name == "timesFixedLine") return plainBytes(a.timesLine(line.c1, line.c2)); // the first is taken for 1
  if (name == "powerOfX") return plainBytes(powerOfX(a));
  if (name == "finalPower") return plainBytes(finalPower(a));
  throw std::invalid_argument("no such primitive: fq12." + name);
}

/** `square` multiplies the value by itself, computed with the lines of q as of a key's point. */
inline std::vector<unsigned char> pairingPrimitive(const std::string &name, const G1 &p, const G2 &q) {
  const PointLines lines(q);
  if (name == "value") return plainBytes(finalPower(millerLoop(p, lines)));
  if (name == "square") {
    const FixedLines fixed(lines);
    const Fq inverse = p.y.inverse();
    return plainBytes(finalPower(millerLoop(p, lines, {{&fixed, p.x * inverse, inverse}})));
  }
  throw std::invalid_argument("no such primitive: pairing." + name);
}

} // namespace groth16
