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

/** The values of h = (A * B - C) / Z that belong to the H points, as plain integers; taken from the arena. */
inline Fr *quotient(const ProvingKey &key, const Scalars &witness, Arena &arena) {
  const std::size_t n = key.domain;
  Fr *const a = arena.take<Fr>(n);
  const Arena::Scope scope(arena);
  Fr *const b = arena.take<Fr>(n), *const c = arena.take<Fr>(n);
  void *const scratch = arena.take<unsigned char>(key.transform.scratchBytes());
  key.matrices.multiply(0, witness, a);
  key.matrices.multiply(1, witness, b);
  for (std::size_t i = 0; i < n; i++) c[i] = a[i] * b[i];
  for (Fr *values : {a, b, c}) key.transform.apply(values, scratch);
  for (std::size_t i = 0; i < n; i++) a[i] = (a[i] * b[i] - c[i]).fromMontgomery();
  return a;
}

/**
 * Proves. `witness` holds key.variables plain integers of 32 bytes; `r` and `s` are the blinding scalars, uniform
 * below the group's order; the arena is one thread's own. A wrong witness is not noticed: the proof is then invalid.
 */
inline ProofPoints prove(const ProvingKey &key, Bytes witness, const Fr &r, const Fr &s, Arena &arena) {
  if (witness.size != std::size_t(key.variables) * Fr::BYTES) {
    throw WitnessError("the witness does not have the key's length");
  }
  Scalars scalars{witness.data, key.variables, nullptr};
  for (u32 i = 0; i < key.variables; i++) {
    if (!scalars[i].isReduced()) throw WitnessError("the witness holds a value that is not a field element");
  }
  if (!(scalars[0] == Fr{{1, 0, 0, 0}})) throw WitnessError("the witness does not begin with 1");
  arena.reserve(key.workspaceBytes());
  const Arena::Scope scope(arena);
  scalars.computed = quotient(key, scalars, arena);

  const auto delta1 = Jacobian<Fq>::from(key.delta1);
  const auto delta2 = Jacobian<Fq2>::from(key.delta2);
  const auto a = key.a.sum(scalars, arena) + key.alpha1 + delta1 * r;
  const auto b1 = key.b1.sum(scalars, arena) + key.beta1 + delta1 * s;
  const auto b2 = key.b2.sum(scalars, arena) + key.beta2 + delta2 * s;
  const Fr rs = r.toMontgomery() * s; // a plain integer again
  scalars.spent = key.domain; // nothing else needs the quotient
  const auto c = key.ch.sum(scalars, arena) + a * s + b1 * r + delta1 * (-rs);
  return {a.toAffine(), b2.toAffine(), c.toAffine()};
}

} // namespace groth16
