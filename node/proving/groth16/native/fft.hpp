// Moves a polynomial from its values on the 2^k-th roots of unity to those on the odd 2^(k+1)-th roots, the coset on
// which snarkjs' keys hold the H points. The inverse transform leaves bit-reversed order and the forward one takes it
// (Gentleman-Sande, then Cooley-Tukey butterflies), so that nothing is ever permuted.
#pragma once
#include "vector-transform.hpp"

namespace groth16 {

class CosetTransform {
public:
  static constexpr u32 MAX_POWER = 27; // r - 1 = 2^28 * odd, and the coset takes one factor of two

  CosetTransform() = default;

  /** For 2^power values; `vector` chooses the vector unit, which the processor must have. */
  CosetTransform(u32 power, bool vector) : size(std::size_t(1) << power) {
    const Fr odd = rootOfUnity(power + 1), root = odd.squared();
    roots = powers(root, Fr::one(), size / 2);
    inverseRoots = powers(root.inverse(), Fr::one(), size / 2);
    const std::vector<Fr> shifts = powers(odd, Fr{{size, 0, 0, 0}}.toMontgomery().inverse(), size);
    shift.resize(size);
    for (std::size_t i = 0; i < size; i++) {
      std::size_t reversed = 0;
      for (u32 b = 0; b < power; b++) reversed |= ((i >> b) & 1) << (power - 1 - b);
      shift[i] = shifts[reversed];
    }
    if (!vector || size < 16) return;
    vectors = std::make_shared<const VectorTransform>(roots, inverseRoots, shift);
    for (std::vector<Fr> *unused : {&roots, &inverseRoots, &shift}) std::vector<Fr>().swap(*unused);
  }

  std::size_t bytes() const {
    return (roots.size() + inverseRoots.size() + shift.size()) * sizeof(Fr) + (vectors ? vectors->bytes() : 0);
  }

  /** What `apply` works in besides the values. */
  std::size_t scratchBytes() const { return vectors ? vectors->scratchBytes() : 0; }

  void apply(Fr *values, void *scratch) const {
    if (vectors) return vectors->apply(values, scratch);
    for (std::size_t half = size / 2; half > 0; half /= 2) {
      const std::size_t step = size / 2 / half;
      for (std::size_t block = 0; block < size; block += 2 * half) {
        Fr *low = values + block, *high = low + half;
        for (std::size_t j = 0; j < half; j++) {
          const Fr a = low[j], b = high[j];
          low[j] = a + b;
          high[j] = j == 0 ? a - b : (a - b) * inverseRoots[j * step];
        }
      }
    }
    for (std::size_t i = 0; i < size; i++) values[i] = values[i] * shift[i];
    for (std::size_t half = 1; half < size; half *= 2) {
      const std::size_t step = size / 2 / half;
      for (std::size_t block = 0; block < size; block += 2 * half) {
        Fr *low = values + block, *high = low + half;
        for (std::size_t j = 0; j < half; j++) {
          const Fr a = low[j], b = j == 0 ? high[j] : high[j] * roots[j * step];
          low[j] = a + b;
          high[j] = a - b;
        }
      }
    }
  }

private:
  std::size_t size = 0;
  std::vector<Fr> roots, inverseRoots;
  std::vector<Fr> shift; // odd^i / size, in bit-reversed order
  std::shared_ptr<const VectorTransform> vectors; // instead of them

  /** The primitive 2^power-th root that ffjavascript uses: 5, the least non-residue, to the power (r - 1) / 2^power. */
  static Fr rootOfUnity(u32 power) {
    Limbs exponent = ScalarModulus::value; // its lowest bit falls away with the division
    for (u32 i = 0; i < 28; i++) {
      for (int j = 0; j < 3; j++) exponent.v[j] = (exponent.v[j] >> 1) | (exponent.v[j + 1] << 63);
      exponent.v[3] >>= 1;
    }
    const Fr five = Fr{{5, 0, 0, 0}}.toMontgomery();
    Fr root = Fr::one();
    for (int i = 255; i >= 0; i--) {
      root = root.squared();
      if ((exponent.v[i / 64] >> (i % 64)) & 1) root = root * five;
    }
    for (u32 i = 28; i > power; i--) root = root.squared();
    return root;
  }

  static std::vector<Fr> powers(const Fr &base, const Fr &first, std::size_t n) {
    std::vector<Fr> result(n);
    Fr power = first;
    for (Fr &r : result) {
      r = power;
      power = power * base;
    }
    return result;
  }
};

} // namespace groth16
