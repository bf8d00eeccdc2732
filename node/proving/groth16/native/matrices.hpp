// The constraints' matrices A and B of a proving key.
#pragma once
#include "scalars.hpp"
#include <array>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace groth16 {

struct KeyError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/**
 * Sparse, row after row. Few of a circuit's coefficients differ from one another (1, -1, powers of two, the constants of
 * a hash), so that each value is kept once.
 */
class Matrices {
public:
  Matrices() = default;

  /** From 44 bytes a coefficient: matrix, constraint, signal, value * 2^512 mod r. Throws KeyError. */
  Matrices(Bytes section, u32 domain, u32 variables) {
    constexpr std::size_t SIZE = 3 * sizeof(u32) + Fr::BYTES;
    if (section.size % SIZE != 0) throw KeyError("section coefficients: wrong length");
    const std::size_t count = section.size / SIZE;
    const auto field = [&](std::size_t i, int which) {
      u32 value;
      std::memcpy(&value, section.data + i * SIZE + which * sizeof(u32), sizeof(u32));
      return value;
    };
    for (Rows &rows : matrices) rows.start.assign(std::size_t(domain) + 1, 0);
    for (std::size_t i = 0; i < count; i++) {
      if (field(i, 0) > 1 || field(i, 1) >= domain || field(i, 2) >= variables) {
        throw KeyError("section coefficients: entry " + std::to_string(i) + " is out of range");
      }
      matrices[field(i, 0)].start[field(i, 1) + 1]++;
    }
    std::vector<u32> next[2];
    for (int m = 0; m < 2; m++) {
      Rows &rows = matrices[m];
      for (std::size_t row = 0; row < domain; row++) rows.start[row + 1] += rows.start[row];
      next[m] = rows.start;
      rows.terms.resize(rows.start[domain]);
    }
    std::map<std::array<u64, 4>, u32> known; // no hash table: a key may be made to fill it badly
    for (std::size_t i = 0; i < count; i++) {
      const Fr value = Fr::load(section.data + i * SIZE + 3 * sizeof(u32));
      if (!value.isReduced()) throw KeyError("section coefficients: a value is not a field element");
      const auto place = known.try_emplace({value.v[0], value.v[1], value.v[2], value.v[3]}, u32(values.size()));
      if (place.second) values.push_back(value);
      const u32 m = field(i, 0);
      matrices[m].terms[next[m][field(i, 1)]++] = {place.first->second, field(i, 2)};
    }
    values.shrink_to_fit();
  }

  std::size_t bytes() const {
    std::size_t sum = values.size() * sizeof(Fr);
    for (const Rows &rows : matrices) sum += rows.start.size() * sizeof(u32) + rows.terms.size() * sizeof(Term);
    return sum;
  }

  /** A * witness (matrix 0) or B * witness (1), in Montgomery form: one value a row. */
  void multiply(int matrix, const Scalars &witness, Fr *out) const {
    const Rows &rows = matrices[matrix];
    for (std::size_t row = 0; row + 1 < rows.start.size(); row++) {
      Fr sum = Fr::zero();
      for (u32 t = rows.start[row]; t < rows.start[row + 1]; t++) {
        const Fr w = witness[rows.terms[t].signal];
        if (!w.isZero()) sum = sum + values[rows.terms[t].value] * w;
      }
      out[row] = sum;
    }
  }

private:
  struct Term {
    u32 value, signal;
  };
  struct Rows {
    std::vector<u32> start;
    std::vector<Term> terms;
  };
  Rows matrices[2];
  std::vector<Fr> values; // times 2^512: multiplied with a plain integer one leaves the product in Montgomery form
};

} // namespace groth16
