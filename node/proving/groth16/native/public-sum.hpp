// IC[0] + the sum of signal * IC[i + 1]: Straus' method, all terms doubled together, with odd multiples made for the key.
// Moeller, "Algorithms for Multi-exponentiation" (SAC 2001), section 3.2 (interleaving).
#pragma once
#include "pairs.hpp"
#include "scalars.hpp"
#include "signed-digits.hpp"
#include <algorithm>
#include <memory>
#include <vector>

namespace groth16 {

class PublicSum {
public:
  PublicSum() = default;
  /** IC's points, at least one; infinity is allowed. */
  explicit PublicSum(const std::vector<G1> &ic)
      : constant(ic[0]), signals(ic.size() - 1), multiples(signals * ODD) {
    auto batch = std::make_unique<PairBatch<Fq>>();
    std::vector<G1> twice(signals);
    const auto add = [&](std::size_t i, const G1 &a, const G1 &b, G1 &out) {
      batch->push(&a, &b, 0, &out);
      if (batch->full() || i + 1 == signals) batch->flush();
    };
    for (std::size_t i = 0; i < signals; i++) multiples[i * ODD] = ic[i + 1];
    for (std::size_t i = 0; i < signals; i++) add(i, ic[i + 1], ic[i + 1], twice[i]);
    for (int odd = 1; odd < ODD; odd++) {
      for (std::size_t i = 0; i < signals; i++) add(i, multiples[i * ODD + odd - 1], twice[i], multiples[i * ODD + odd]);
    }
  }

  std::size_t size() const { return signals; }
  std::size_t bytes() const { return multiples.capacity() * sizeof(G1); }

  /** Of so many plain integers of 32 bytes, little endian; false unless each is below r. */
  bool of(const unsigned char *values, Jacobian<Fq> &sum) const {
    std::vector<SignedDigits> scalars;
    scalars.reserve(signals);
    int length = 0; // of the longest: signals are often short
    for (std::size_t i = 0; i < signals; i++) {
      const Fr value = Fr::load(values + i * Fr::BYTES);
      if (!value.isReduced()) return false;
      scalars.emplace_back(Limbs{{value.v[0], value.v[1], value.v[2], value.v[3]}}, WIDTH);
      length = std::max(length, scalars[i].count);
    }
    sum = Jacobian<Fq>::infinity();
    while (length-- > 0) {
      sum = sum.doubled();
      for (std::size_t i = 0; i < signals; i++) {
        const int digit = scalars[i].digit[length];
        if (digit > 0) sum = sum + multiples[i * ODD + digit / 2];
        if (digit < 0) sum = sum + -multiples[i * ODD + -digit / 2];
      }
    }
    sum = sum + constant;
    return true;
  }

private:
  /** One digit of six is then not zero, and a signal takes 512 bytes. */
  static constexpr int WIDTH = 5;
  static constexpr int ODD = 1 << (WIDTH - 2);

  G1 constant = G1::infinity();
  std::size_t signals = 0;
  /** 1, 3, 5... times each point. */
  std::vector<G1> multiples;
};

} // namespace groth16
