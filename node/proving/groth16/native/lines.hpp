// The lines that Miller's loop of the optimal ate pairing draws through multiples of a point of G2: Vercauteren,
// "Optimal Pairings" (2008), section IV, https://eprint.iacr.org/2008/096: for BN curves up to the multiple 6x + 2, then
// through psi(Q) and -psi^2(Q). Formulas, in homogeneous coordinates: Costello, Lange, Naehrig, "Faster Pairing
// Computations on Curves with High-Degree Twists" (PKC 2010), section 5, in the form of Aranha et al., "Faster Explicit
// Formulas for Computing Pairings over Ordinary Curves" (2010), section 4, https://eprint.iacr.org/2010/526
#pragma once
#include "curve-parameter.hpp"
#include "fp12.hpp"

namespace groth16 {

/** At a point (x, y) of G1 its value is constant y + slope x w + offset w^3, but for factors that the final power removes. */
struct Line {
  Fq2 constant, slope, offset;
};

/** The loop over the digits of 6x + 2, most significant first, after the leading one. */
class AteLoop {
public:
  static constexpr SignedDigits DIGITS{ATE_LOOP, 2};
  static constexpr int DOUBLINGS = DIGITS.count - 1;
  static constexpr int LINES = DOUBLINGS + DIGITS.nonZero() - 1 + 2;

  /** Calls `twice` for each digit, saying whether it is the first, and `add` where the digit is not 0, saying if it is -1. */
  template <class Twice, class Add> static void run(Twice twice, Add add) {
    for (int i = DOUBLINGS - 1; i >= 0; i--) {
      twice(i == DOUBLINGS - 1);
      if (DIGITS.digit[i] != 0) add(DIGITS.digit[i] < 0);
    }
  }
};

/** All lines of a point, and whether it is in the group. */
class PointLines {
public:
  Line lines[AteLoop::LINES];
  /** Whether the point is of order r. */
  bool inGroup;

  /** For a finite point of the twist. */
  explicit PointLines(const G2 &q) : x(q.x), y(q.y), z(Fq2::one()) {
    const G2 negative = -q;
    Line *next = lines;
    AteLoop::run([&](bool) { *next++ = twice(); },
                 [&](bool minus) { *next++ = plus(minus ? negative : q); });
    const G2 q1 = psi(q), q2 = psi(q1), q3 = psi(q2);
    *next++ = plus(q1);
    *next++ = plus(-q2);
    // In G2 psi multiplies by p, and 6x + 2 + p - p^2 + p^3 is divisible by r (Vercauteren, section IV): what the loop
    // arrives at is -psi^3(Q). Nowhere else: an endomorphism that is zero on Q has a norm that Q's order divides, and of
    // the twist's order, r (2p - r), the norm of 6x + 2 + psi - psi^2 + psi^3 has nothing in common but r. After Dai et
    // al., "Fast subgroup membership testings for G1, G2 and GT on pairing-friendly curves" (2022),
    // https://eprint.iacr.org/2022/348; the test of this file computes that norm. Where an addition meets a point's equal
    // or opposite, as only points of small order can make it, z becomes zero and stays it.
    inGroup = !z.isZero() && x == q3.x * z && y == -(q3.y * z);
  }

private:
  Fq2 x, y, z; // of the multiple reached: (x / z, y / z)

  /** The tangent; doubles the multiple. */
  Line twice() {
    static const Fq2 threeB = curveB(static_cast<Fq2 *>(nullptr)).doubled() + curveB(static_cast<Fq2 *>(nullptr));
    const Fq2 b = y.squared(), c = z.squared(), e = threeB * c, f = e.doubled() + e;
    const Fq2 h = (y + z).squared() - b - c, xx = x.squared(), ee = e.squared();
    const Line tangent{-h, xx.doubled() + xx, e - b};
    // Four times the coordinates of the source, which halves instead.
    x = (x * y).doubled() * (b - f);
    y = (b + f).squared() - (ee.doubled() + ee).doubled().doubled();
    z = (b * h).doubled().doubled();
    return tangent;
  }

  /** The chord; adds the point to the multiple. */
  Line plus(const G2 &q) {
    const Fq2 theta = y - q.y * z, lambda = x - q.x * z;
    const Fq2 c = theta.squared(), d = lambda.squared(), e = lambda * d, f = z * c, g = x * d;
    const Fq2 h = e + f - g.doubled();
    const Line chord{lambda, -theta, theta * q.x - lambda * q.y};
    x = lambda * h;
    y = theta * (g - h) - e * y;
    z = z * e;
    return chord;
  }
};

} // namespace groth16
