import assert from "node:assert/strict";
import { add, type Element, Q, R, sub } from "../../../support/bn254.ts";
import {
  one,
  polynomialFrom,
  polynomialToBytes,
  power,
  product,
  type Polynomial,
} from "../../../support/bn254-tower.ts";
import { seededRandom } from "../../../support/random.ts";
import { primitives } from "./backends.ts";

const { below, integer } = seededRandom("tower");
const random = (): bigint => below(Q);
const edges = [0n, 1n, Q - 1n, Q - 2n, (Q - 1n) / 2n, 2n ** 253n, 2n ** 192n - 1n, Q - 2n ** 64n];
const X = 4965661367192848881n; // the curve's parameter

/** Of every coefficient the same edge value, of one alone, of edge values drawn, and random ones. */
function samples(degree: number): Polynomial[] {
  const of = (value: (i: number) => bigint): Polynomial =>
    Array.from({ length: degree }, (_, i): Element => [value(2 * i), value(2 * i + 1)]);
  const drawn = () => of(() => edges[integer(edges.length)]!);
  return [
    ...edges.map((value) => of(() => value)),
    ...Array.from({ length: 2 * degree }, (_, at) => of((i) => (i === at ? Q - 1n : 0n))),
    ...Array.from({ length: 8 }, drawn),
    ...Array.from({ length: 8 }, () => of(random)),
  ];
}

const native = primitives().get("native");

describe("tower of fields, native", () => {
  const run = (name: string, a: Polynomial, b: Polynomial = a) =>
    polynomialFrom(native!(name, polynomialToBytes(a), polynomialToBytes(b)));

  before(function () {
    if (native === undefined) this.skip();
  });

  for (const [field, degree] of [
    ["fq6", 3],
    ["fq12", 6],
  ] as const) {
    it(`${field} agrees with products of polynomials`, () => {
      const some = samples(degree);
      for (const [i, a] of some.entries()) {
        assert.deepEqual(run(`${field}.square`, a), product(a, a));
        for (const b of [some[(7 * i + 3) % some.length]!, some.at(-1)!]) {
          assert.deepEqual(run(`${field}.mul`, a, b), product(a, b));
          assert.deepEqual(
            run(`${field}.add`, a, b),
            a.map((value, at) => add(value, b[at]!)),
          );
          assert.deepEqual(
            run(`${field}.sub`, a, b),
            a.map((value, at) => sub(value, b[at]!)),
          );
        }
      }
    });

    it(`${field} inverts all but zero`, () => {
      for (const a of samples(degree)) {
        const inverse = run(`${field}.inverse`, a);
        const isZero = a.flat().every((value) => value === 0n);
        assert.deepEqual(product(a, inverse), isZero ? a : one(degree));
      }
    });
  }

  it("multiplies by lines, with a constant and with one", () => {
    for (const a of samples(6).slice(-20)) {
      for (const [s, b, c] of samples(3).slice(-10) as [Element, Element, Element][]) {
        const operand = [s, [0n, 0n], b, [0n, 0n], c, [0n, 0n]] as Polynomial; // at even places: the first 192 bytes
        const line = (constant: Element): Polynomial => [constant, b, [0n, 0n], c, [0n, 0n], [0n, 0n]];
        assert.deepEqual(run("fq12.timesLine", a, operand), product(a, line(s)));
        assert.deepEqual(run("fq12.timesFixedLine", a, operand), product(a, line([1n, 0n])));
      }
    }
  });

  it("raises to p, p^2, p^3 and p^6", () => {
    for (const a of [samples(6).at(-1)!, samples(6).at(9)!, samples(6).at(-9)!]) {
      let expected = a;
      for (const n of [1, 2, 3]) {
        expected = power(expected, Q);
        assert.deepEqual(run(`fq12.frobenius${n}`, a), expected);
      }
      for (let n = 4; n <= 6; n++) expected = run("fq12.frobenius1", expected);
      assert.deepEqual(run("fq12.conjugate", a), expected);
    }
  });

  it("squares in the cyclotomic subgroup and raises to the curve's parameter there", () => {
    const members = samples(6)
      .slice(-4)
      .map((a) => {
        const b = product(run("fq12.conjugate", a), run("fq12.inverse", a)); // a^(p^6 - 1)
        return product(run("fq12.frobenius2", b), b); // and that to p^2 + 1
      });
    for (const a of [one(6), ...members]) {
      assert.deepEqual(run("fq12.cyclotomicSquare", a), product(a, a));
      assert.deepEqual(run("fq12.powerOfX", a), power(a, X));
    }
  });

  it("raises to (p^12 - 1) / r, times what the chain of the last step takes", () => {
    const cofactor = 2n * X * (6n * X * X + 3n * X + 1n);
    assert.notEqual(cofactor % R, 0n); // no value becomes one that was not
    const a = samples(6).at(-1)!;
    assert.deepEqual(run("fq12.finalPower", a), power(a, ((Q ** 12n - 1n) / R) * cofactor));
  });
});
