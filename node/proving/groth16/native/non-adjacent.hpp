// Scalars in digits -1, 0 and 1 of which a third are not zero: the difference of 3k and k, halved. Handbook of Elliptic and
// Hyperelliptic Curve Cryptography, section 9.1.4.
#pragma once
#include "field.hpp"

namespace groth16 {

class NonAdjacent {
public:
  NonAdjacent() = default;
  /** Of a plain integer below r, so that three times it fits. */
  explicit NonAdjacent(const Fr &scalar) {
    Carry twice = 0, thrice = 0;
    for (int i = 0; i < 4; i++) {
      u64 doubled;
      once[i] = scalar.v[i];
      twice = addCarry(twice, once[i], once[i], doubled);
      thrice = addCarry(thrice, doubled, once[i], three[i]);
    }
  }

  /** No digit from here on is other than zero. */
  int length() const {
    for (int i = 255; i > 0; i--) {
      if (three[i / 64] >> (i % 64) & 1) return i;
    }
    return 0;
  }

  /** That of 2^i, for i of 0 to 254. */
  int digit(int i) const { return bit(three, i + 1) - bit(once, i + 1); }

private:
  u64 once[4] = {}, three[4] = {};

  static int bit(const u64 *words, int i) { return static_cast<int>(words[i / 64] >> (i % 64) & 1); }
};

} // namespace groth16
