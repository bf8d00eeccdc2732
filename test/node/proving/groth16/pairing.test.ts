import assert from "node:assert/strict";
import { bn254 } from "@noble/curves/bn254";
import * as curve from "../../../support/bn254.ts";
import { power, polynomialFrom, product } from "../../../support/bn254-tower.ts";
import { pointOfOrder, TWIST_ORDER, twistPoint } from "../../../support/bn254-twist.ts";
import { seededRandom } from "../../../support/random.ts";
import { primitives } from "./backends.ts";

const native = primitives().get("native");
const { Q, R } = curve;
const random = seededRandom("pairing");
const randomScalar = (): bigint => random.below(R);
const { g1, g2 } = curve.generators;

describe("pairing, native", () => {
  before(function () {
    if (native === undefined) this.skip();
  });

  const run = (name: string, p: curve.Point, q: curve.Point) =>
    native!(`pairing.${name}`, curve.pointToBytes(p, 1), curve.pointToBytes(q, 2));

  it("has the values of an independent implementation", () => {
    for (const [a, b] of [[1n, 1n], [R - 1n, 2n], ...[1, 2, 3].map(() => [randomScalar(), randomScalar()])] as [
      bigint,
      bigint,
    ][]) {
      const expected = bn254.pairing(
        bn254.G1.ProjectivePoint.BASE.multiply(a),
        bn254.G2.ProjectivePoint.BASE.multiply(b),
      );
      const values = [expected.c0, expected.c1].flatMap(({ c0, c1, c2 }) => [c0, c1, c2].flatMap((c) => [c.c0, c.c1]));
      assert.deepEqual(run("value", curve.times(g1, a), curve.times(g2, b)), curve.toBytes(values), `${a}, ${b}`);
    }
  });

  it("is bilinear, not one, and of order r", () => {
    const [a, b] = [randomScalar(), randomScalar()];
    const value = run("value", curve.times(g1, a), curve.times(g2, b));
    assert.deepEqual(value, run("value", curve.times(g1, b), curve.times(g2, a)));
    assert.deepEqual(value, run("value", curve.times(g1, (a * b) % R), g2));
    const base = polynomialFrom(run("value", g1, g2));
    assert.deepEqual(polynomialFrom(value), power(base, (a * b) % R));
    assert.notDeepEqual(base, power(base, R));
    assert.deepEqual(power(base, R + 1n), base);
  });

  it("is the same with lines that are prepared for one point", () => {
    const [p, q] = [curve.times(g1, randomScalar()), curve.times(g2, randomScalar())];
    const value = polynomialFrom(run("value", p, q));
    assert.deepEqual(polynomialFrom(run("square", p, q)), product(value, value));
  });
});

describe("membership of G2, native", () => {
  before(function () {
    if (native === undefined) this.skip();
  });

  const isInGroup = (point: curve.Point) =>
    native!("g2.inGroup", curve.pointToBytes(point, 2), new Uint8Array(128))[0] === 1;
  const check = (point: NonNullable<curve.Point>) => {
    assert.equal(isInGroup(point), curve.times(point, R) === undefined);
    return isInGroup(point);
  };

  it("is told of points of the group", () => {
    for (const scalar of [1n, 2n, 3n, R - 1n, randomScalar(), randomScalar()]) {
      assert.ok(check(curve.times(g2, scalar)!), `${scalar}`);
    }
    assert.ok(check(curve.times(twistPoint(500n), TWIST_ORDER / R)!));
  });

  it("is denied of other points of the twist", () => {
    for (let from = 0n; from < 5n; from++) assert.ok(!check(twistPoint(10_000n * from)), `${from}`);
  });

  it("is denied of points of small order, where additions of equal points come up, and of their sums with the group's", () => {
    for (const order of SMALL_ORDERS) {
      const point = pointOfOrder(order);
      assert.equal(curve.times(point, order), undefined);
      assert.ok(!check(point));
      assert.ok(!check(curve.addPoints(point, curve.times(g2, randomScalar()))!));
      for (let multiple: curve.Point = point, i = 0; i < 100; i++, multiple = curve.addPoints(multiple, point)) {
        assert.ok(!isInGroup(multiple), `${i + 1} times a point of order ${order}`);
      }
    }
  });

  // The test of membership asks for (6x + 2 + psi - psi^2 + psi^3) Q = 0. Where psi^2 - t psi + p = 0 an endomorphism
  // u + v psi has the norm u^2 + u v t + v^2 p, and the order of a point that it makes zero divides the norm.
  it("is proved by the norm of what is tested: of the twist's order it shares r alone", () => {
    const x = 4965661367192848881n;
    const t = 6n * x * x + 1n;
    assert.equal(Q + 1n - t, R);
    let [u, v] = [0n, 0n];
    for (const coefficient of [1n, -1n, 1n, 6n * x + 2n]) [u, v] = [coefficient - v * Q, u + v * t]; // Horner's rule
    const norm = u * u + u * v * t + v * v * Q;
    assert.equal(greatestCommonDivisor(norm, TWIST_ORDER), R);
    assert.equal(greatestCommonDivisor(R, TWIST_ORDER / R), 1n); // one subgroup of order r
    assert.equal((6n * x + 2n + Q - Q ** 2n + Q ** 3n) % R, 0n); // psi is multiplication by p there
  });
});

/** Prime divisors of the twist's order. */
const SMALL_ORDERS = [10069n, 5864401n];

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}
