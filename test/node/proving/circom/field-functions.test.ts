import assert from "node:assert/strict";
import { withFastArithmetic } from "../../../../node/proving/circom/runtime/index.ts";
import { mod, power, R as p } from "../../../support/bn254.ts";
import { seededRandom } from "../../../support/random.ts";
import { makeCircuit, MIXED_CIRCUIT } from "../groth16/circuit.ts";
import { FieldFunctions, modulusAddress, type FieldFunction, type Operand } from "./field-functions.ts";

const edges = [0n, 1n, 2n, 3n, p - 1n, p - 2n, (p + 1n) / 2n, (p - 1n) / 2n, 2n ** 256n % p].concat(
  [28n, 29n, 32n, 33n, 58n, 64n, 128n, 192n, 224n, 232n, 253n].flatMap((bit) => [2n ** bit - 1n, 2n ** bit]),
);
/** Numbers of 256 bits that no field element is, but that the functions take. */
const tooLarge = [p, p + 1n, 2n * p - 1n, 2n * p, 2n * p + 1n, 5n * p, 2n ** 254n, 2n ** 255n, 2n ** 256n - 1n];
const { below } = seededRandom("field functions");
const random = (bits = 256): bigint => below(2n ** BigInt(bits));
const randomElement = (): bigint => random() % p;

describe("what replaces circom's field arithmetic", () => {
  let circoms: FieldFunctions;
  let replaced: FieldFunctions;

  before(async () => {
    const { wasm } = await makeCircuit("mixed", MIXED_CIRCUIT);
    const rewritten = withFastArithmetic(wasm);
    assert.ok(rewritten !== wasm);
    circoms = new FieldFunctions(wasm);
    replaced = new FieldFunctions(rewritten);
  });

  /** Both leave the same memory, whether or not the result takes an operand's place. */
  const same = (name: FieldFunction, x: bigint, y: bigint, operands: (Operand | number)[]): void => {
    for (const out of ["out", "x", "y"] as const) {
      const result = replaced.call(name, x, y, ...operands, out);
      assert.deepEqual(result, circoms.call(name, x, y, ...operands, out), `${name} of ${x} and ${y} to ${out}`);
    }
  };

  const montgomery = 2n ** 256n;
  const divided = power(montgomery, p - 2n, p);
  const binary: Partial<Record<FieldFunction, (x: bigint, y: bigint) => bigint>> = {
    Fr_F1m_add: (x, y) => mod(x + y, p),
    Fr_F1m_sub: (x, y) => mod(x - y, p),
    Fr_F1m_mul: (x, y) => mod(x * y * divided, p),
  };
  for (const [name, expected] of Object.entries(binary) as [FieldFunction, (x: bigint, y: bigint) => bigint][]) {
    it(`${name} agrees with bigints and with circom's, also beyond the field's elements`, () => {
      const elements = [...edges, ...Array.from({ length: 12 }, randomElement)];
      for (const x of elements) {
        for (const y of elements) assert.equal(replaced.call(name, x, y, "x", "y", "out").out, expected(x, y));
      }
      const all = [...elements, ...tooLarge, ...Array.from({ length: 12 }, () => random())];
      for (const x of all) for (const y of all) same(name, x, y, ["x", "y"]);
    });
  }

  it("Fr_F1m_fromMontgomery agrees with bigints and with circom's, also beyond the field's elements", () => {
    for (const x of [...edges, ...tooLarge, ...Array.from({ length: 500 }, () => random())]) {
      const { out } = replaced.call("Fr_F1m_fromMontgomery", x, 0n, "x", "out");
      assert.equal(out, mod(x * divided, p));
      same("Fr_F1m_fromMontgomery", x, 0n, ["x"]);
    }
  });

  it("Fr_int_inverseMod agrees with bigints and with circom's modulo p", () => {
    const ofEachLength = Array.from({ length: 256 }, (_, i) => random(i + 1));
    const nearP = ofEachLength.map((difference) => mod(p - difference, p));
    const bigQuotients = ofEachLength.map((divisor) => p / (1n + divisor)); // few steps, or none, at a time
    const numbers = [...edges, ...tooLarge, ...ofEachLength, ...nearP, ...bigQuotients];
    for (const x of [...numbers, ...Array.from({ length: 500 }, randomElement)]) {
      const { out } = replaced.call("Fr_int_inverseMod", x, 0n, "x", modulusAddress, "out");
      if (x < p || x % p !== 0n) assert.equal(out, power(x, p - 2n, p), String(x));
      same("Fr_int_inverseMod", x, 0n, ["x", modulusAddress]);
    }
  });

  it("Fr_int_inverseMod does what circom's does modulo any number, also where there is no inverse", () => {
    for (let bits = 1; bits <= 256; bits++) {
      const modulus = random(bits) + 1n;
      const factor = random(Math.ceil(bits / 4)) + 1n;
      for (const [x, m] of [
        [random(bits), modulus],
        [random(bits) % modulus, modulus],
        [modulus - 1n, modulus],
        [(modulus / factor / 2n) * factor, (modulus / factor + 1n) * factor], // a common divisor
      ] as const) {
        if (m < montgomery) same("Fr_int_inverseMod", x, m, ["x", "y"]);
      }
    }
  });
});
