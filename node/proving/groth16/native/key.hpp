// A proving key, checked and prepared: what many proofs and threads share, never changed after it is built.
#pragma once
#include "fft.hpp"
#include "msm.hpp"
#include <string>

namespace groth16 {

/** The parts of a snarkjs .zkey, cut out by the reader in TypeScript; sizes and contents are checked here again. */
struct KeyParts {
  u32 variables, publicSignals, domain;
  Bytes alpha1, beta1, beta2, delta1, delta2; // one point each
  Bytes coefficients;                         // 44 bytes each: matrix, constraint, signal, value * 2^512 mod r
  Bytes a, b1, b2, c, h;                      // points
  std::size_t tableBytes;                     // what the tables of multiples may take
  bool vector;                                // whether to use the vector unit
};

struct KeyError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/** The rows of a sparse matrix. */
struct Rows {
  struct Term {
    Fr value; // times 2^512: multiplied with a plain integer it leaves the product in Montgomery form
    u32 signal;
  };
  std::vector<u32> start;
  std::vector<Term> terms;

  std::size_t bytes() const { return start.size() * sizeof(u32) + terms.size() * sizeof(Term); }

  void multiply(const Scalars &witness, Fr *out) const {
    for (std::size_t row = 0; row + 1 < start.size(); row++) {
      Fr sum = Fr::zero();
      for (u32 t = start[row]; t < start[row + 1]; t++) {
        const Fr w = witness[terms[t].signal];
        if (!w.isZero()) sum = sum + terms[t].value * w;
      }
      out[row] = sum;
    }
  }
};

struct ProvingKey {
  u32 variables, publicSignals, domain;
  G1 alpha1, beta1, delta1;
  G2 beta2, delta2;
  Rows matrixA, matrixB;
  CosetTransform transform;
  Msm<Fq> a, b1, ch; // c and h share one sum, because the proof only needs both together
  Msm<Fq2> b2;

  explicit ProvingKey(const KeyParts &parts)
      : variables(parts.variables), publicSignals(parts.publicSignals), domain(parts.domain) {
    u32 power = 0;
    while (power <= CosetTransform::MAX_POWER && (u32(1) << power) < domain) power++;
    if (power < 1 || power > CosetTransform::MAX_POWER || domain != u32(1) << power) {
      throw KeyError("the domain's size is not a power of two between 2 and 2^27");
    }
    if (publicSignals >= variables) throw KeyError("more public signals than variables");
    // Before anything of that size is allocated, the file must really have that many points.
    if (parts.h.size != domain * G1::BYTES || parts.a.size != variables * G1::BYTES) {
      throw KeyError("the sections of points do not have the lengths that the header says");
    }
    alpha1 = vkPoint<Fq>(parts.alpha1, "alpha1");
    beta1 = vkPoint<Fq>(parts.beta1, "beta1");
    delta1 = vkPoint<Fq>(parts.delta1, "delta1");
    beta2 = vkPoint<Fq2>(parts.beta2, "beta2");
    delta2 = vkPoint<Fq2>(parts.delta2, "delta2");
    readCoefficients(parts.coefficients);
    transform = CosetTransform(power, parts.vector);
    readPoints(parts);
  }

  std::size_t bytes() const {
    return sizeof(*this) + matrixA.bytes() + matrixB.bytes() + transform.bytes() + a.bytes() + b1.bytes() +
           ch.bytes() + b2.bytes();
  }

  /** Bytes that a thread needs to prove with it. */
  std::size_t workspaceBytes() const {
    const std::size_t values = Arena::bytesFor<Fr>(domain);
    const std::size_t quotient = 2 * values + Arena::bytesFor<unsigned char>(transform.scratchBytes());
    return values + std::max({quotient, a.workspaceBytes(), b1.workspaceBytes(), b2.workspaceBytes(), ch.workspaceBytes()});
  }

private:
  /** Bases without infinity, each with the number of its scalar. */
  template <class F> struct Bases {
    std::vector<Affine<F>> points;
    std::vector<u32> scalars;

    void add(Bytes section, std::size_t count, u32 firstScalar, const char *name) {
      if (section.size != count * Affine<F>::BYTES) throw KeyError(std::string("section ") + name + ": wrong length");
      const F b = curveB(static_cast<F *>(nullptr));
      for (std::size_t i = 0; i < count; i++) {
        const Affine<F> p = Affine<F>::load(section.data + i * Affine<F>::BYTES);
        if (!isOnCurve(p, b)) {
          throw KeyError(std::string("section ") + name + ": point " + std::to_string(i) + " is not on the curve");
        }
        if (p.isInfinity()) continue;
        points.push_back(p);
        scalars.push_back(firstScalar + static_cast<u32>(i));
      }
    }
  };

  template <class F> static Affine<F> vkPoint(Bytes bytes, const char *name) {
    Bases<F> one;
    one.add(bytes, 1, 0, name);
    if (one.points.empty()) throw KeyError(std::string(name) + " is infinity");
    return one.points[0];
  }

  void readCoefficients(Bytes section) {
    constexpr std::size_t SIZE = 3 * sizeof(u32) + 32;
    if (section.size % SIZE != 0) throw KeyError("section coefficients: wrong length");
    const std::size_t count = section.size / SIZE;
    const auto field = [&](std::size_t i, int which) {
      u32 value;
      std::memcpy(&value, section.data + i * SIZE + which * sizeof(u32), sizeof(u32));
      return value;
    };
    for (Rows *rows : {&matrixA, &matrixB}) rows->start.assign(std::size_t(domain) + 1, 0);
    for (std::size_t i = 0; i < count; i++) {
      if (field(i, 0) > 1 || field(i, 1) >= domain || field(i, 2) >= variables) {
        throw KeyError("section coefficients: entry " + std::to_string(i) + " is out of range");
      }
      (field(i, 0) == 0 ? matrixA : matrixB).start[field(i, 1) + 1]++;
    }
    std::vector<u32> next[2];
    for (int m = 0; m < 2; m++) {
      Rows &rows = m == 0 ? matrixA : matrixB;
      for (std::size_t row = 0; row < domain; row++) rows.start[row + 1] += rows.start[row];
      next[m] = rows.start;
      rows.terms.resize(rows.start[domain]);
    }
    for (std::size_t i = 0; i < count; i++) {
      const Fr value = Fr::load(section.data + i * SIZE + 3 * sizeof(u32));
      if (!value.isReduced()) throw KeyError("section coefficients: a value is not a field element");
      const u32 m = field(i, 0);
      (m == 0 ? matrixA : matrixB).terms[next[m][field(i, 1)]++] = {value, field(i, 2)};
    }
  }

  void readPoints(const KeyParts &parts) {
    Bases<Fq> basesA, basesB1, basesCH;
    Bases<Fq2> basesB2;
    basesA.add(parts.a, variables, 0, "A");
    basesB1.add(parts.b1, variables, 0, "B1");
    basesB2.add(parts.b2, variables, 0, "B2");
    basesCH.add(parts.c, variables - publicSignals - 1, publicSignals + 1, "C");
    basesCH.add(parts.h, domain, variables, "H"); // scalars: the witness, then the quotient's values
    // About half of a witness is 0 or 1 and needs no windows; the quotient's values are all of full size.
    const double witness = 0.5;
    const double full[] = {witness * basesA.points.size(), witness * basesB1.points.size(),
                           witness * basesB2.points.size(), witness * (basesCH.points.size() - domain) + domain};
    // Of the tables that fit into the bytes allowed, the largest.
    Windows w[4];
    for (u32 levels = Windows::SCALAR_BITS; levels > 0; levels = levels > 32 ? 32 : levels - 1) {
      for (int i = 0; i < 4; i++) w[i] = Windows::choose(full[i], levels);
      const std::size_t bytes = w[0].tableBytes(basesA.points.size(), G1::BYTES) +
                                w[1].tableBytes(basesB1.points.size(), G1::BYTES) +
                                w[2].tableBytes(basesB2.points.size(), G2::BYTES) +
                                w[3].tableBytes(basesCH.points.size(), G1::BYTES);
      if (bytes <= parts.tableBytes) break;
    }
    a = Msm<Fq>(std::move(basesA.points), std::move(basesA.scalars), w[0], parts.vector);
    b1 = Msm<Fq>(std::move(basesB1.points), std::move(basesB1.scalars), w[1], parts.vector);
    b2 = Msm<Fq2>(std::move(basesB2.points), std::move(basesB2.scalars), w[2], parts.vector);
    ch = Msm<Fq>(std::move(basesCH.points), std::move(basesCH.scalars), w[3], parts.vector);
  }
};

} // namespace groth16
