// A proving key, checked and prepared: what many proofs and threads share, never changed after it is built.
#pragma once
#include "fft.hpp"
#include "matrices.hpp"
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

struct ProvingKey {
  u32 variables, publicSignals, domain;
  G1 alpha1, beta1, delta1;
  G2 beta2, delta2;
  Matrices matrices;
  CosetTransform transform;
  Msm<Fq> a, b1, ch; // h and c share one sum, because the proof only needs both together
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
    matrices = Matrices(parts.coefficients, domain, variables);
    transform = CosetTransform(power, parts.vector);
    readPoints(parts);
  }

  std::size_t bytes() const {
    return sizeof(*this) + matrices.bytes() + transform.bytes() + a.bytes() + b1.bytes() +
           ch.bytes() + b2.bytes();
  }

  /** Bytes that a thread needs to prove with it. */
  std::size_t workspaceBytes() const {
    const std::size_t values = Arena::bytesFor<Fr>(domain);
    const std::size_t quotient = 2 * values + Arena::bytesFor<unsigned char>(transform.scratchBytes());
    return values + std::max({quotient, a.workspaceBytes(), b1.workspaceBytes(), b2.workspaceBytes(),
                              ch.workspaceBytes(domain)});
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

  void readPoints(const KeyParts &parts) {
    Bases<Fq> basesA, basesB1, basesCH;
    Bases<Fq2> basesB2;
    basesA.add(parts.a, variables, 0, "A");
    basesB1.add(parts.b1, variables, 0, "B1");
    basesB2.add(parts.b2, variables, 0, "B2");
    basesCH.add(parts.h, domain, variables, "H"); // the quotient's values, which come after the witness
    basesCH.add(parts.c, variables - publicSignals - 1, publicSignals + 1, "C");
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
