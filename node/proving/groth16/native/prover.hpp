// The Groth16 prover: Groth, "On the Size of Pairing-based Non-interactive Arguments" (EUROCRYPT 2016), section 3.2, in
// the form of snarkjs' keys (H points on the odd coset, matrices A and B only, C = A * B on the domain).
#pragma once
#include "key.hpp"

namespace groth16 {

struct ProofPoints {
  G1 a;
  G2 b;
  G1 c;
};

/** What one proof at a time needs: of one thread, kept between proofs so that its memory is not asked for again. */
struct Workspace {
  std::vector<Fr> scalars, a, b, c;
  SharedWorkspace shared;
  MsmWorkspace<Fq> g1{shared};
  MsmWorkspace<Fq2> g2{shared};

  std::size_t bytes() const {
    return sizeof(*this) + (scalars.capacity() + a.capacity() + b.capacity() + c.capacity()) * sizeof(Fr) +
           shared.bytes() + g1.bytes() + g2.bytes();
  }
};

struct WitnessError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/** Writes the values of h = (A * B - C) / Z that belong to the H points to `out`, as plain integers. */
inline void quotient(const ProvingKey &key, const Fr *witness, Workspace &ws, Fr *out) {
  const std::size_t n = key.domain;
  for (std::vector<Fr> *v : {&ws.a, &ws.b, &ws.c}) v->resize(n);
  key.matrixA.multiply(witness, ws.a.data());
  key.matrixB.multiply(witness, ws.b.data());
  for (std::size_t i = 0; i < n; i++) ws.c[i] = ws.a[i] * ws.b[i];
  for (std::vector<Fr> *v : {&ws.a, &ws.b, &ws.c}) key.transform.apply(v->data());
  for (std::size_t i = 0; i < n; i++) out[i] = (ws.a[i] * ws.b[i] - ws.c[i]).fromMontgomery();
}

/**
 * Proves. `witness` holds key.variables plain integers of 32 bytes; `r` and `s` are the blinding scalars, uniform
 * below the group's order. A wrong witness is not noticed: the proof is then invalid.
 */
inline ProofPoints prove(const ProvingKey &key, Bytes witness, const Fr &r, const Fr &s, Workspace &ws) {
  if (witness.size != std::size_t(key.variables) * 32) throw WitnessError("the witness does not have the key's length");
  ws.scalars.resize(std::size_t(key.variables) + key.domain);
  for (u32 i = 0; i < key.variables; i++) {
    ws.scalars[i] = Fr::load(witness.data + std::size_t(i) * 32);
    if (!ws.scalars[i].isReduced()) throw WitnessError("the witness holds a value that is not a field element");
  }
  if (!(ws.scalars[0] == Fr{{1, 0, 0, 0}})) throw WitnessError("the witness does not begin with 1");
  quotient(key, ws.scalars.data(), ws, ws.scalars.data() + key.variables);

  const auto delta1 = Jacobian<Fq>::from(key.delta1);
  const auto delta2 = Jacobian<Fq2>::from(key.delta2);
  const auto a = key.a.sum(ws.scalars.data(), ws.g1) + key.alpha1 + delta1 * r;
  const auto b1 = key.b1.sum(ws.scalars.data(), ws.g1) + key.beta1 + delta1 * s;
  const auto b2 = key.b2.sum(ws.scalars.data(), ws.g2) + key.beta2 + delta2 * s;
  const Fr rs = r.toMontgomery() * s; // a plain integer again
  const auto c = key.ch.sum(ws.scalars.data(), ws.g1) + a * s + b1 * r + delta1 * (-rs);
  return {a.toAffine(), b2.toAffine(), c.toAffine()};
}

} // namespace groth16
