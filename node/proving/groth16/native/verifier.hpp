// Verifies proofs as the contract does: e(A, B) = e(alpha, beta) e(IC(signals), gamma) e(C, delta). Groth, "On the Size
// of Pairing-based Non-interactive Arguments" (EUROCRYPT 2016), section 3.2.
#pragma once
#include "pairing.hpp"
#include "public-sum.hpp"
#include <algorithm>
#include <memory>
#include <vector>

namespace groth16 {

/** Points in the form of a .zkey file: little endian, Montgomery form, real parts first. */
struct VerificationParts {
  Bytes alpha1, beta2, gamma2, delta2, ic;
};

class Verifier {
public:
  /** What depends on the key alone. A key that the contract would not register makes a verifier that accepts nothing. */
  explicit Verifier(const VerificationParts &parts) {
    const Fq b1 = curveB(static_cast<Fq *>(nullptr));
    if (parts.alpha1.size != G1::BYTES || parts.ic.size == 0 || parts.ic.size % G1::BYTES != 0) return;
    const G1 alpha = G1::load(parts.alpha1.data);
    if (alpha.isInfinity() || !isOnCurve(alpha, b1)) return;
    std::vector<G1> ic;
    ic.reserve(parts.ic.size / G1::BYTES);
    for (std::size_t at = 0; at < parts.ic.size; at += G1::BYTES) {
      ic.push_back(G1::load(parts.ic.data + at));
      if (!isOnCurve(ic.back(), b1)) return;
    }
    const auto linesOf = [](Bytes bytes) -> std::unique_ptr<PointLines> {
      if (bytes.size != G2::BYTES) return nullptr;
      const G2 q = G2::load(bytes.data);
      if (q.isInfinity() || !isOnCurve(q, curveB(static_cast<Fq2 *>(nullptr)))) return nullptr;
      auto lines = std::make_unique<PointLines>(q);
      return lines->inGroup ? std::move(lines) : nullptr;
    };
    const auto beta = linesOf(parts.beta2), gammaLines = linesOf(parts.gamma2), deltaLines = linesOf(parts.delta2);
    if (!beta || !gammaLines || !deltaLines) return;
    alphaBeta = finalPower(millerLoop(-alpha, *beta));
    gamma = FixedLines(*gammaLines);
    delta = FixedLines(*deltaLines);
    publicSum = PublicSum(ic);
    usable = true;
  }

  std::size_t bytes() const { return sizeof(*this) + publicSum.bytes(); }

  /** Signals: plain integers of 32 bytes, little endian. Proof: A, B, C in EIP-197's order, 256 bytes. */
  bool verify(Bytes signals, Bytes proof) const {
    if (!usable || signals.size != publicSum.size() * Fr::BYTES || proof.size != 8 * Fq::BYTES) return false;
    G1 a, c;
    G2 b;
    if (!read(proof.data, a) || !read(proof.data + G1::BYTES, b)) return false;
    if (!read(proof.data + G1::BYTES + G2::BYTES, c)) return false;
    Jacobian<Fq> sum;
    if (!publicSum.of(signals.data, sum)) return false;
    const PointLines lines(b);
    if (!lines.inGroup) return false;

    std::vector<FixedPair> pairs;
    // One inversion for both. No y is zero: the curve's order is odd.
    const bool finite = !sum.isInfinity(); // a pairing with infinity is one
    const Fq inverse = (finite ? sum.y * c.y : c.y).inverse();
    const Fq overC = finite ? inverse * sum.y : inverse;
    pairs.push_back({&delta, c.x * overC, overC});
    if (finite) {
      const Fq zOverY = inverse * c.y * sum.z; // of (x / z^2, y / z^3)
      pairs.push_back({&gamma, sum.x * zOverY, zOverY * sum.z.squared()});
    }
    return finalPower(millerLoop(-a, lines, pairs)) == alphaBeta;
  }

private:
  bool usable = false;
  PublicSum publicSum;
  /** e(alpha, beta)^-1: e(-A, B) e(IC(signals), gamma) e(C, delta) of a true proof. */
  Fq12 alphaBeta = Fq12::zero();
  FixedLines gamma, delta;

  /** Reads a point of EIP-197's order; false unless its coordinates are reduced and it is finite and on the curve. */
  template <class F> static bool read(const unsigned char *bigEndian, Affine<F> &point) {
    unsigned char bytes[F::BYTES]; // reversed, the real part is the first
    F *const coordinates[] = {&point.x, &point.y};
    for (F *coordinate : coordinates) {
      std::reverse_copy(bigEndian, bigEndian + F::BYTES, bytes);
      bigEndian += F::BYTES;
      *coordinate = F::load(bytes);
      if (!coordinate->isReduced()) return false;
      *coordinate = coordinate->toMontgomery();
    }
    return !point.isInfinity() && isOnCurve(point, curveB(static_cast<F *>(nullptr)));
  }
};

} // namespace groth16
