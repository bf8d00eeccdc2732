// The parameter of which BN254's orders are polynomials: p = 36x^4 + 36x^3 + 24x^2 + 6x + 1 and r = p - 6x^2.
// Barreto, Naehrig, "Pairing-Friendly Elliptic Curves of Prime Order" (SAC 2005); x as in Ben-Sasson et al., "Succinct
// Non-Interactive Zero Knowledge for a von Neumann Architecture" (USENIX Security 2014), whose curve EIP-197 took over.
#pragma once
#include "signed-digits.hpp"

namespace groth16 {

constexpr u64 CURVE_X = 4965661367192848881;

/** 6x + 2, the multiple of its point that the pairing's loop computes; it has 65 bits. */
constexpr u128 ATE_LOOP_VALUE = u128(6) * CURVE_X + 2;
constexpr Limbs ATE_LOOP{{static_cast<u64>(ATE_LOOP_VALUE), static_cast<u64>(ATE_LOOP_VALUE >> 64), 0, 0}};

} // namespace groth16
