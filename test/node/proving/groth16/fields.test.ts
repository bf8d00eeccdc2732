import assert from "node:assert/strict";
import { fromBytes, inverse, mod, mul, power, Q, R, toBytes, type Element } from "../../../support/bn254.ts";
import { seededRandom } from "../../../support/random.ts";
import { primitives } from "./backends.ts";

/** 0, 1, 2, p - 1 and others whose limbs are all ones, all zeros or at the edge of a reduction. */
const edges = (p: bigint): bigint[] => {
  const montgomeryOne = 2n ** 256n % p;
  return [
    0n,
    1n,
    2n,
    p - 1n,
    p - 2n,
    (p - 1n) / 2n,
    (p + 1n) / 2n,
    montgomeryOne,
    2n ** 64n - 1n,
    2n ** 64n,
    2n ** 128n,
  ].concat([2n ** 192n - 1n, 2n ** 253n, 2n ** 253n - 1n, p - 2n ** 64n, power(montgomeryOne, p - 2n, p)]);
};
const random = seededRandom("fields").below;
const samples = (p: bigint): bigint[] => [...edges(p), ...Array.from({ length: 16 }, () => random(p))];

for (const [backend, primitive] of primitives()) {
  describe(`field arithmetic, ${backend}`, () => {
    for (const [field, p] of [
      ["fq", Q],
      ["fr", R],
    ] as const) {
      const binary: Record<string, (a: bigint, b: bigint) => bigint> = {
        add: (a, b) => mod(a + b, p),
        sub: (a, b) => mod(a - b, p),
        mul: (a, b) => mod(a * b, p),
      };
      const unary: Record<string, (a: bigint) => bigint> = {
        neg: (a) => mod(-a, p),
        double: (a) => mod(2n * a, p),
        square: (a) => mod(a * a, p),
        inverse: (a) => power(a, p - 2n, p),
      };
      for (const [name, expected] of Object.entries(binary)) {
        it(`${field} ${name} agrees with bigints for edge values and random ones`, () => {
          for (const a of samples(p)) {
            for (const b of samples(p)) {
              const [result] = fromBytes(primitive(`${field}.${name}`, toBytes([a]), toBytes([b])));
              assert.equal(result, expected(a, b), `${a} ${name} ${b}`);
            }
          }
        });
      }
      for (const [name, expected] of Object.entries(unary)) {
        it(`${field} ${name} agrees with bigints for edge values and random ones`, () => {
          for (const a of samples(p)) {
            if (name === "inverse" && a === 0n) continue; // no caller inverts zero
            const [result] = fromBytes(primitive(`${field}.${name}`, toBytes([a]), toBytes([0n])));
            assert.equal(result, expected(a), `${name} ${a}`);
          }
        });
      }
    }

    it("fq2 agrees with bigints in every operation", () => {
      const elements: Element[] = [0n, 1n, Q - 1n, random(Q)].flatMap((re) =>
        [0n, 1n, Q - 1n, random(Q)].map((im) => [re, im]),
      );
      for (const a of elements) {
        for (const b of elements) {
          const run = (name: string) => fromBytes(primitive(`fq2.${name}`, toBytes(a), toBytes(b)));
          assert.deepEqual(
            run("add"),
            a.map((value, i) => mod(value + b[i]!, Q)),
          );
          assert.deepEqual(
            run("sub"),
            a.map((value, i) => mod(value - b[i]!, Q)),
          );
          assert.deepEqual(run("mul"), mul(a, b));
        }
        const run = (name: string) => fromBytes(primitive(`fq2.${name}`, toBytes(a), toBytes([0n, 0n])));
        assert.deepEqual(run("square"), mul(a, a));
        assert.deepEqual(
          run("neg"),
          a.map((value) => mod(-value, Q)),
        );
        if (a.some((value) => value !== 0n)) assert.deepEqual(run("inverse"), inverse(a));
      }
    });

    for (const size of [2, 8, 16, 32, 256]) {
      it(`moves ${size} values from the domain to the odd coset`, () => {
        const root = power(5n, (R - 1n) / BigInt(size), R);
        const odd = power(5n, (R - 1n) / BigInt(2 * size), R);
        const polynomial = Array.from({ length: size }, () => random(R));
        const at = (x: bigint) => polynomial.reduceRight((sum, coefficient) => mod(sum * x + coefficient, R), 0n);
        const places = Array.from({ length: size }, (_, i) => power(root, BigInt(i), R));
        for (const name of ["fr.transform", "fr.transformPortable"]) {
          const result = primitive(name, toBytes(places.map(at)), new Uint8Array());
          assert.deepEqual(
            fromBytes(result),
            places.map((x) => at(mod(odd * x, R))),
            name,
          );
        }
      });
    }
  });
}
