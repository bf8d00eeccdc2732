// Integers in signed digits, of which few are not zero: the non-adjacent form of a width. Handbook of Elliptic and
// Hyperelliptic Curve Cryptography, algorithm 9.20.
#pragma once
#include "field.hpp"

namespace groth16 {

/** Of an integer below 2^255, least significant first; each is 0 or odd, and below 2^(width - 1) but for its sign. */
class SignedDigits {
public:
  int count = 0;
  signed char digit[256] = {};

  constexpr SignedDigits(Limbs value, int width) {
    const int window = 1 << width;
    while ((value.v[0] | value.v[1] | value.v[2] | value.v[3]) != 0) {
      int d = 0;
      if (value.v[0] & 1) {
        d = static_cast<int>(value.v[0] & static_cast<u64>(window - 1));
        value.v[0] -= static_cast<u64>(d); // borrows nothing
        if (d >= window / 2) {
          d -= window;
          for (u64 i = 0, carry = static_cast<u64>(window); i < 4 && carry != 0; i++) {
            value.v[i] += carry;
            carry = value.v[i] < carry;
          }
        }
      }
      digit[count++] = static_cast<signed char>(d);
      for (int i = 0; i < 4; i++) value.v[i] = value.v[i] >> 1 | (i < 3 ? value.v[i + 1] << 63 : 0);
    }
  }

  constexpr int nonZero() const {
    int n = 0;
    for (int i = 0; i < count; i++) n += digit[i] != 0;
    return n;
  }
};

} // namespace groth16
