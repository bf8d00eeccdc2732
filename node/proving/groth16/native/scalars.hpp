// What the caller hands over, and the numbers that a proof multiplies with.
#pragma once
#include "field.hpp"
#include <cstddef>
#include <stdexcept>

namespace groth16 {

/** Bytes of the caller. */
struct Bytes {
  const unsigned char *data;
  std::size_t size;
};

struct WitnessError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/** The numbers of a sum, plain integers: the witness where the caller has it, then values computed from it. */
struct Scalars {
  const unsigned char *witness; // 32 bytes each, of any alignment
  u32 variables;
  Fr *computed;
  /** How many the sum may write over, because it is the last; they are the last that the arena has given, too. */
  std::size_t spent = 0;

  Fr operator[](u32 i) const {
    return i < variables ? Fr::load(witness + std::size_t(i) * Fr::BYTES) : computed[i - variables];
  }
};

} // namespace groth16
