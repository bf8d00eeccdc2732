import assert from "node:assert/strict";
import { poseidon2 } from "poseidon-lite";
import { type Hex, numberToHex } from "viem";
import { windowOf } from "../../../examples/window-maximum/device.ts";
import { decodeMaximum } from "../../../examples/window-maximum/journal.ts";
import { readCode } from "../../../node/proving/circom/code.ts";
import { circuitInputs } from "../../../node/proving/circom/inputs.ts";
import { journalOf } from "../../../node/proving/circom/journal.ts";
import { WitnessCalculator } from "../../../node/proving/groth16/witness.ts";
import { windowMaximumProject } from "../../../scripts/devnet/window-maximum.ts";
import { seededRandom } from "../../support/random.ts";

const binding = `0x00${"12".repeat(31)}` as const;

const random = seededRandom("salts");

describe("the circuit window-maximum", () => {
  let calculator: WitnessCalculator;
  before(async () => {
    calculator = new WitnessCalculator(readCode((await windowMaximumProject("plonk")).code).wasm);
  });
  const run = (data: object): Hex => {
    const inputs = circuitInputs({ messages: [JSON.stringify(data)], binding });
    return journalOf(calculator.calculate(Object.fromEntries(inputs)), 3);
  };

  it("outputs the binding, the commitment and the loudest level", () => {
    for (const levels of [
      [0, 0, 0, 0, 0, 0, 0, 0],
      [1, 2, 3, 4, 5, 6, 7, 8],
      [4095, 4094, 4095, 0, 1, 2, 3, 4],
    ]) {
      const window = { ...windowOf(levels), salt: String(random.below(2n ** 248n)) };
      const { taskBinding, inputHash, maximum } = decodeMaximum(run(window));
      const packed = levels.reduce((sum, level, index) => sum + BigInt(level) * 2n ** BigInt(12 * index), 0n);
      assert.equal(numberToHex(taskBinding, { size: 32 }), binding);
      assert.equal(inputHash, poseidon2([packed, BigInt(window.salt)]));
      assert.equal(maximum, Math.max(...levels));
    }
  });

  it("refuses levels outside its range", () => {
    for (const level of [4096, -1]) {
      assert.throws(() => run({ levels: [level, 1, 1, 1, 1, 1, 1, 1], salt: 1 }), { code: "INPUTS_REJECTED" });
    }
  });

  it("commits to equal levels differently each time", () => {
    const levels = [1, 2, 3, 4, 5, 6, 7, 8];
    assert.notEqual(windowOf(levels).salt, windowOf(levels).salt);
  });

  it("is sent windows of eight levels in its range only", () => {
    for (const levels of [
      [1, 2, 3],
      [0, 0, 0, 0, 0, 0, 0, 4096],
      [0, 0, 0, 0, 0, 0, 0, 0.5],
    ]) {
      assert.throws(() => windowOf(levels), RangeError);
    }
  });

  it("has journals of three words", () => {
    assert.throws(() => decodeMaximum("0x00"), { code: "JOURNAL_INVALID" });
  });
});
