import assert from "node:assert/strict";
import type { G2 } from "../../../../node/proving/circom/points.ts";
import { checkHalo2Key } from "../../../../node/proving/keys/halo2.ts";
import { checkSetUp } from "../../../../node/proving/keys/kzg.ts";
import { checkFflonkPermutation, checkPlonkKey } from "../../../../node/proving/keys/plonk.ts";
import { power, R } from "../../../support/bn254.ts";
import { pointInG1, pointInG2 } from "../../../support/groth16-relations.ts";

const forgeable = { code: "KEY_FORGEABLE", kind: "input" };
const secret = 0x1d3a8f0b5c7e29461fb0a7733d5ec8429d01b6f7a3e45c8892f16b0c5d7ea34n;
/** A root of unity of order 2^3. */
const root = power(5n, (R - 1n) >> 3n, R);

const g1 = (scalar: bigint) => {
  const point = pointInG1(scalar);
  return { x: point?.x[0] ?? 0n, y: point?.y[0] ?? 0n };
};
const g2 = (scalar: bigint): G2 => {
  const point = pointInG2(scalar);
  return { x1: point?.x[1] ?? 0n, x0: point?.x[0] ?? 0n, y1: point?.y[1] ?? 0n, y0: point?.y[0] ?? 0n };
};
/** As a key with 2^7 powers has it. */
const setUp = (s: bigint) => ({
  sG2: g2(s),
  powers: [0, 1, 2, 3, 4, 5, 6].map((j) => g1(power(s, 1n << BigInt(j), R))),
});

describe("the check of a KZG set-up", () => {
  for (const [name, known] of Object.entries({
    "1, as nobody's contribution leaves it": 1n,
    zero: 0n,
    "a small number": 7n,
    "a number chosen by hand": 256n,
    "the opposite of one": R - 3n,
    "a small fraction": (3n * power(5n, R - 2n, R)) % R,
    "a root of unity": root,
    "the opposite of one of an odd power": R - power(root, 3n, R),
  })) {
    it(`refuses a secret that is ${name}`, () => assert.rejects(checkSetUp(setUp(known)), forgeable));
  }

  it("takes a secret that nobody knows", () => checkSetUp(setUp(secret)));
});

describe("the check of what a universal key ties its public values to", () => {
  const [point, infinity, shift] = [g1(77n), g1(0n), g1(secret)];
  const plonk = { qm: point, ql: point, qr: point, qo: point, qc: infinity, s1: point };

  it("takes PLONK keys of circuits, and refuses those whose gates or wires do not reach the public signals", () => {
    checkPlonkKey(plonk, shift);
    assert.throws(() => checkPlonkKey({ ...plonk, ql: infinity }, shift), forgeable);
    assert.throws(() => checkPlonkKey({ ...plonk, qm: infinity, qr: infinity, qo: infinity }, shift), forgeable);
    assert.throws(() => checkPlonkKey({ ...plonk, s1: shift }, shift), forgeable);
  });

  it("does the same for the permutation of FFLONK keys", () => {
    const identity = Buffer.alloc(5 * 32 * 8);
    const one = ((1n << 256n) % R).toString(16).padStart(64, "0");
    identity.set(Buffer.from(one, "hex").reverse(), 32);
    assert.throws(() => checkFflonkPermutation(identity, 8), forgeable);
    const other = Buffer.from(identity);
    other[7 * 32] = 1;
    checkFflonkPermutation(other, 8);
    // Values follow the coefficients, and say nothing of them here.
    identity[8 * 32] = 1;
    assert.throws(() => checkFflonkPermutation(identity, 8), forgeable);
  });

  it("does the same for the gates and the permutation of Halo2 circuits", async () => {
    const permutation = [point, point, point, point];
    await checkHalo2Key({ selectors: [infinity, point], permutation }, shift);
    await assert.rejects(checkHalo2Key({ selectors: [infinity, infinity], permutation }, shift), forgeable);
    const untouched = g1((secret * power(7n, 3n << 28n, R)) % R);
    const free = { selectors: [point], permutation: [point, point, point, untouched] };
    await assert.rejects(checkHalo2Key(free, shift), forgeable);
  });
});
