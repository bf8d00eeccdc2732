// Points of BN254's twist y^2 = x^3 + 3 / (9 + u), of which only a part is in G2.
import { bn254 } from "@noble/curves/bn254";
import { type Point, Q, R, times } from "./bn254.ts";

/** How many points the twist has, with infinity. */
export const TWIST_ORDER = R * (2n * Q - R);

/** The first point whose x is so many plus u or a number above it, of an order that is hardly less than the twist's. */
export function twistPoint(from: bigint): NonNullable<Point> {
  const { Fp2 } = bn254.fields;
  const b = Fp2.div(Fp2.create({ c0: 3n, c1: 0n }), Fp2.create({ c0: 9n, c1: 1n }));
  for (let re = from; ; re++) {
    const x = Fp2.create({ c0: re, c1: 1n });
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), b));
      return { x: [x.c0, x.c1], y: [y.c0, y.c1] };
    } catch {
      // not a square: no point has this x
    }
  }
}

/** A point whose order is this divisor of the twist's (a prime one). */
export function pointOfOrder(divisor: bigint): NonNullable<Point> {
  for (let from = 1n; ; from += 1000n) {
    const point = times(twistPoint(from), TWIST_ORDER / divisor);
    if (point !== undefined) return point;
  }
}
