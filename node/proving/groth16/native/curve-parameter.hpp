// The parameter of which BN254's orders are polynomials, and the signed digits in which loops and powers take it.
// p = 36x^4 + 36x^3 + 24x^2 + 6x + 1, r = 36x^4 + 36x^3 + 18x^2 + 6x + 1: Barreto, Naehrig, "Pairing-Friendly Elliptic
// Curves of Prime Order" (SAC 2005); x as in "Succinct Non-Interactive Zero Knowledge for a von Neumann Architecture"
// (Ben-Sasson et al., USENIX Security 2014), whose curve EIP-197 took over.
#pragma once
#include "carry.hpp"

namespace groth16 {

constexpr u64 CURVE_X = 4965661367192848881;

/** Digits of an integer below 2^67, least significant first; each is 0 or odd and below 2^(width - 1) in absolute value. */
struct SignedDigits {
  int count = 0;
  signed char digit[68] = {};

  /** The non-adjacent form of a width: Handbook of Elliptic and Hyperelliptic Curve Cryptography, algorithm 9.20. */
  constexpr SignedDigits(u128 value, int width) {
    const int window = 1 << width;
    while (value != 0) {
      int d = 0;
      if (value & 1) {
        d = static_cast<int>(value & static_cast<u128>(window - 1));
        if (d >= window / 2) d -= window;
        if (d >= 0) value -= static_cast<u128>(d);
        else value += static_cast<u128>(-d);
      }
      digit[count++] = static_cast<signed char>(d);
      value >>= 1;
    }
  }

  constexpr int nonZero() const {
    int n = 0;
    for (int i = 0; i < count; i++) n += digit[i] != 0;
    return n;
  }
};

} // namespace groth16
