// The optimal ate pairing of BN254, of several pairs at once: their Miller loops share the squarings, and the final power
// is taken of the product. Scott, "Computing the Tate Pairing" (CT-RSA 2005).
#pragma once
#include "final-power.hpp"
#include "lines.hpp"
#include <vector>

namespace groth16 {

/** Lines of a point that is paired often, divided by their constants: to multiply by one takes 10 of Fq2, not 13. */
class FixedLines {
public:
  struct Quotients {
    Fq2 slope, offset;
  };
  Quotients lines[AteLoop::LINES];

  FixedLines() = default;
  /** Constants are not zero for points of the group: no multiple met on the way is infinity or its own opposite. */
  explicit FixedLines(const PointLines &point) {
    for (int i = 0; i < AteLoop::LINES; i++) {
      const Line &line = point.lines[i];
      const Fq2 inverse = line.constant.inverse();
      lines[i] = {line.slope * inverse, line.offset * inverse};
    }
  }
};

/** A point of G1 to be paired with one of G2 whose lines are fixed; (x / y, 1 / y) is what they take of it. */
struct FixedPair {
  const FixedLines *lines;
  Fq xOverY, oneOverY;
};

inline Fq2 operator*(const Fq2 &a, const Fq &s) { return {a.re * s, a.im * s}; }

/** The product of the Miller loops of (p, q) and of further pairs; p is finite. */
inline Fq12 millerLoop(const G1 &p, const PointLines &q, const std::vector<FixedPair> &others = {}) {
  Fq12 f = Fq12::one();
  int next = 0;
  const auto multiply = [&] {
    const Line &line = q.lines[next];
    f = f.timesLine(line.constant * p.y, line.slope * p.x, line.offset);
    for (const FixedPair &pair : others) {
      const FixedLines::Quotients &fixed = pair.lines->lines[next];
      f = f.timesLine(fixed.slope * pair.xOverY, fixed.offset * pair.oneOverY);
    }
    next++;
  };
  AteLoop::run(
      [&](bool first) {
        if (!first) f = f.squared();
        multiply();
      },
      [&](bool) { multiply(); });
  multiply(); // psi(Q)
  multiply(); // -psi^2(Q)
  return f;
}

} // namespace groth16
