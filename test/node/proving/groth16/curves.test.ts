import assert from "node:assert/strict";
import * as bn254 from "../../../support/bn254.ts";
import { seededRandom } from "../../../support/random.ts";
import { primitives } from "./backends.ts";

const random = seededRandom("curves");
const randomScalar = (): bigint => random.below(bn254.R);

for (const [backend, primitive] of primitives()) {
  for (const [group, degree] of [
    ["g1", 1],
    ["g2", 2],
  ] as const) {
    const bytes = (point: bn254.Point) => bn254.pointToBytes(point, degree);
    const generator = bn254.generators[group];
    const point = bn254.times(generator, randomScalar());
    const other = bn254.times(generator, randomScalar());
    const pairs: Record<string, [bn254.Point, bn254.Point]> = {
      "two different points": [point, other],
      "equal points": [point, point],
      "opposite points": [point, bn254.negate(point)],
      "infinity on the left": [undefined, point],
      "infinity on the right": [point, undefined],
      "infinity twice": [undefined, undefined],
      "a point and its double": [point, bn254.addPoints(point, point)],
      "a point and its negative double": [point, bn254.negate(bn254.addPoints(point, point))],
    };

    describe(`${group}, ${backend}`, () => {
      for (const [title, [a, b]] of Object.entries(pairs)) {
        it(`adds ${title}`, () => {
          for (const name of ["add", "addMixed", "addPair", "addPairPortable"]) {
            const result = primitive(`${group}.${name}`, bytes(a), bytes(b));
            assert.deepEqual(result, bytes(bn254.addPoints(a, b)), name);
          }
          const difference = primitive(`${group}.subtractPair`, bytes(a), bytes(b));
          assert.deepEqual(difference, bytes(bn254.addPoints(a, bn254.negate(b))), "subtractPair");
        });
      }

      it("doubles points and infinity", () => {
        for (const a of [point, generator, undefined]) {
          assert.deepEqual(primitive(`${group}.double`, bytes(a), bytes(a)), bytes(bn254.addPoints(a, a)));
        }
      });

      it("multiplies by scalars", () => {
        for (const scalar of [0n, 1n, 2n, 15n, 16n, bn254.R - 1n, 2n ** 253n, randomScalar()]) {
          const result = primitive(`${group}.times`, bytes(point), bn254.toBytes([scalar]));
          assert.deepEqual(result, bytes(bn254.times(point, scalar)), `times ${scalar}`);
        }
      });

      it("knows which points are on the curve", () => {
        const isOnCurve = (candidate: bn254.Point) =>
          primitive(`${group}.onCurve`, bytes(candidate), new Uint8Array(degree * 64))[0];
        assert.equal(isOnCurve(point), 1);
        assert.equal(isOnCurve({ x: point!.x, y: bn254.add(point!.y, point!.y) }), 0);
        assert.equal(isOnCurve({ x: point!.y, y: point!.x }), 0);
      });

      describe("multi-scalar multiplication", () => {
        const check = (points: bn254.Point[], scalars: bigint[], expected?: bn254.Point) => {
          const sum =
            expected ?? points.reduce((p, q, i) => bn254.addPoints(p, bn254.times(q, scalars[i]!)), undefined);
          const all = Buffer.concat(points.map(bytes));
          for (const name of ["msm", "msmPortable"]) {
            assert.deepEqual(primitive(`${group}.${name}`, all, bn254.toBytes(scalars)), bytes(sum), name);
          }
        };
        /** Bases 1, 2, 3... times the generator: their sum is known without adding up points. */
        const checkMultiples = (scalars: bigint[]) => {
          const points: bn254.Point[] = [generator];
          while (points.length < scalars.length) points.push(bn254.addPoints(points.at(-1), generator));
          const total = scalars.reduce((sum, s, i) => (sum + s * BigInt(i + 1)) % bn254.R, 0n);
          check(points, scalars, bn254.times(generator, total));
        };

        it("of random scalars, with 1 to 7 levels of tables", () => {
          for (let count = 7; count < 14; count++) checkMultiples(Array.from({ length: count }, randomScalar));
        });

        it("of the scalars at the edges of digits and signs", () => {
          const half = (bn254.R - 1n) / 2n;
          const scalars = [0n, 1n, 2n, bn254.R - 1n, bn254.R - 2n, half, half + 1n, 2n ** 253n]
            .concat(Array.from({ length: 18 }, (_, window) => 2n ** BigInt(window)))
            .concat([2n ** 252n - 1n, (2n ** 252n - 1n) / 3n, (2n ** 253n - 1n) / 255n]);
          checkMultiples(scalars);
          for (const scalar of scalars) checkMultiples([scalar]);
        });

        it("of equal and opposite bases with equal scalars, which meet in one bucket", () => {
          const scalar = randomScalar();
          check([point, point, point, other, point], [scalar, scalar, scalar, scalar, 1n]);
          check([point, bn254.negate(point)], [scalar, scalar]);
          check([point, bn254.negate(point), other], [scalar, scalar, 1n]);
          check(new Array<bn254.Point>(33).fill(point), new Array<bigint>(33).fill(1n));
        });

        it("with bases at infinity, and of nothing but zeros", () => {
          check([undefined, point, undefined], [5n, 6n, 7n]);
          check([point, other], [0n, 0n]);
        });

        if (degree === 1) {
          it("of more pairs than one batch holds", () => {
            checkMultiples(Array.from({ length: 700 }, randomScalar));
          });
        }
      });
    });
  }
}
