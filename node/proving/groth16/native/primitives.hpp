// Single operations by name, so that tests can compare each with an independent implementation. Field elements and
// coordinates are plain integers (not in Montgomery form), 32 bytes, little endian; points are affine.
#pragma once
#include "pairing-primitives.hpp"
#include "prover.hpp"
#include <functional>

namespace groth16 {

using Octets = std::vector<unsigned char>;

template <class F> Octets fieldPrimitive(const std::string &name, Bytes x, Bytes y) {
  const F a = F::load(x.data).toMontgomery(), b = F::load(y.data).toMontgomery();
  F r = F::zero();
  if (name == "add") r = a + b;
  else if (name == "sub") r = a - b;
  else if (name == "mul") r = a * b;
  else if (name == "neg") r = -a;
  else if (name == "double") r = a.doubled();
  else if (name == "square") r = a.squared();
  else if (name == "inverse") r = a.inverse();
  else throw std::invalid_argument("no such primitive: " + name);
  return plainBytes(r);
}

template <class F> Affine<F> pointFrom(const unsigned char *bytes) {
  const Affine<F> p = Affine<F>::load(bytes);
  return {p.x.toMontgomery(), p.y.toMontgomery()};
}

template <class F> Octets pointTo(const Affine<F> &p) {
  Octets out(Affine<F>::BYTES);
  p.x.fromMontgomery().store(out.data());
  p.y.fromMontgomery().store(out.data() + F::BYTES);
  return out;
}

/** Whether an operation that exists for the vector unit too shall use it: "msm" does where it can, "msmPortable" not. */
inline bool takeVariant(std::string &name) {
  const std::size_t suffix = name.find("Portable");
  if (suffix == std::string::npos) return hasVectorUnit();
  name.resize(suffix);
  return false;
}

inline bool inGroup(const G1 &) { return true; } // the curve of G1 has no other points
inline bool inGroup(const G2 &q) { return PointLines(q).inGroup; }

/** `msm` takes points and scalars of 32 bytes; the others two points, or a point and a scalar. */
template <class F> Octets curvePrimitive(std::string name, Bytes x, Bytes y) {
  using Point = Jacobian<F>;
  const bool vector = takeVariant(name);
  if (name == "msm") {
    const std::size_t n = x.size / Affine<F>::BYTES;
    if (y.size != n * 32) throw std::invalid_argument("as many scalars as points, please");
    std::vector<Affine<F>> bases;
    std::vector<u32> numbers;
    for (std::size_t i = 0; i < n; i++) {
      const Affine<F> p = pointFrom<F>(x.data + i * Affine<F>::BYTES);
      if (p.isInfinity()) continue;
      bases.push_back(p);
      numbers.push_back(static_cast<u32>(i));
    }
    const Msm<F> msm(bases, numbers, Windows::choose(static_cast<double>(n), n % 7 + 1), vector); // few levels to many
    Arena arena;
    arena.reserve(msm.workspaceBytes());
    return pointTo(msm.sum({y.data, static_cast<u32>(n), nullptr}, arena).toAffine());
  }
  const Affine<F> a = pointFrom<F>(x.data);
  if (name == "onCurve") return {isOnCurve(a, curveB(static_cast<F *>(nullptr)))};
  if (name == "inGroup") return {inGroup(a)};
  if (name == "double") return pointTo(Point::from(a).doubled().toAffine());
  if (name == "times") return pointTo((Point::from(a) * Fr::load(y.data)).toAffine());
  const Affine<F> b = pointFrom<F>(y.data);
  // A denominator other than 1, so that the full addition is what is tested.
  const auto rescaled = [](const Affine<F> &p) { return (Point::from(p).doubled() + -p); };
  if (name == "add") return pointTo((rescaled(a) + rescaled(b)).toAffine());
  if (name == "addMixed") return pointTo((rescaled(a) + b).toAffine());
  if (name == "addPair" || name == "subtractPair") {
    auto batch = std::make_unique<PairBatch<F>>();
    const Affine<F> l = vector ? a.toVectorForm() : a, r = vector ? b.toVectorForm() : b;
    Affine<F> out;
    batch->push(&l, &r, name == "addPair" ? 0 : PairBatch<F>::NEGATE_RIGHT, &out);
    flush(*batch, vector);
    return pointTo(vector ? out.fromVectorForm() : out);
  }
  throw std::invalid_argument("no such primitive: " + name);
}

/** Values on the domain to values on the odd coset. */
inline Octets transformPrimitive(Bytes values, bool vector) {
  std::vector<Fr> v(values.size / 32);
  for (std::size_t i = 0; i < v.size(); i++) v[i] = Fr::load(values.data + i * 32).toMontgomery();
  u32 power = 0;
  while ((std::size_t(1) << power) < v.size()) power++;
  const CosetTransform transform(power, vector);
  Arena arena;
  arena.reserve(Arena::bytesFor<unsigned char>(transform.scratchBytes()));
  transform.apply(v.data(), arena.take<unsigned char>(transform.scratchBytes()));
  Octets out(values.size);
  for (std::size_t i = 0; i < v.size(); i++) v[i].fromMontgomery().store(out.data() + i * 32);
  return out;
}

/** Bytes of an operand, and of the first of a pairing. */
inline std::size_t leastSize(const std::string &group) {
  if (group == "fq2" || group == "g1" || group == "pairing") return G1::BYTES;
  if (group == "g2") return G2::BYTES;
  if (group == "fq6") return Fq6::BYTES;
  return group == "fq12" ? Fq12::BYTES : Fq::BYTES;
}

inline bool isOfEveryField(const std::string &operation) {
  for (const char *name : {"add", "sub", "mul", "neg", "double", "square", "inverse"}) {
    if (operation == name) return true;
  }
  return false;
}

inline Octets primitive(const std::string &name, Bytes x, Bytes y) {
  const std::size_t dot = name.find('.');
  const std::string group = name.substr(0, dot), operation = name.substr(dot + 1);
  const std::size_t least = leastSize(group);
  if (operation == "transform") return transformPrimitive(x, hasVectorUnit());
  if (operation == "transformPortable") return transformPrimitive(x, false);
  if (x.size < least) throw std::invalid_argument("the first operand is too short");
  if (operation.compare(0, 3, "msm") != 0 && y.size < (operation == "times" ? 32 : group == "pairing" ? G2::BYTES : least)) {
    throw std::invalid_argument("the second operand is too short");
  }
  if (group == "fq") return fieldPrimitive<Fq>(operation, x, y);
  if (group == "fr") return fieldPrimitive<Fr>(operation, x, y);
  if (group == "fq2") return fieldPrimitive<Fq2>(operation, x, y);
  if (group == "fq6") return fieldPrimitive<Fq6>(operation, x, y);
  if (group == "fq12" && isOfEveryField(operation)) return fieldPrimitive<Fq12>(operation, x, y);
  if (group == "fq12") return towerPrimitive(operation, x.data, y.data);
  if (group == "pairing") return pairingPrimitive(operation, pointFrom<Fq>(x.data), pointFrom<Fq2>(y.data));
  if (group == "g1") return curvePrimitive<Fq>(operation, x, y);
  if (group == "g2") return curvePrimitive<Fq2>(operation, x, y);
  throw std::invalid_argument("no such primitive: " + name);
}

} // namespace groth16
