import assert from "node:assert/strict";
import { wtns, type MemoryFile } from "snarkjs";
import { W3bError } from "../../../../node/protocol/errors.ts";
import { WitnessCalculator, type CircuitInput } from "../../../../node/proving/groth16/witness.ts";
import { makeCircuit, MIXED_CIRCUIT } from "./circuit.ts";

const code = (expected: string) => (error: unknown) => error instanceof W3bError && error.code === expected;

describe("witnesses of circom circuits", () => {
  const weights = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  let wasm: Uint8Array;
  let calculator: WitnessCalculator;

  before(async () => {
    ({ wasm } = await makeCircuit("witness", MIXED_CIRCUIT));
    calculator = new WitnessCalculator(wasm);
  });

  it("are those of snarkjs", async () => {
    for (const value of [0, 1, 777, 65_535]) {
      const file: MemoryFile = { type: "mem" };
      await wtns.calculate({ value, weights }, wasm, file);
      const expected = file.data!.subarray(file.data!.length - 32 * calculator.size);
      assert.deepEqual(calculator.calculate({ value, weights }), new Uint8Array(expected));
    }
  });

  it("take integers as numbers, bigints, decimal strings and negative values", () => {
    const expected = calculator.calculate({
      value: 5,
      weights: [
        [1, 2, 3],
        [4, 5, -6],
      ],
    });
    assert.deepEqual(
      calculator.calculate({
        value: "5",
        weights: [
          ["1", 2n, 3],
          [4n, "5", "-6"],
        ],
      }),
      expected,
    );
  });

  const refused: Record<string, CircuitInput> = {
    "a missing input": { value: 1 },
    "an unknown input": { value: 1, weights, other: 3 },
    "too few values": {
      value: 1,
      weights: [
        [1, 2],
        [3, 4],
      ],
    },
    "too many values": { value: [1, 2], weights },
    "a fraction": { value: 1.5, weights },
    "a number beyond exact integers": { value: 2 ** 60, weights },
    "text that is no number": { value: "twelve", weights },
    "an empty text": { value: "", weights },
    "a number in other than decimal digits": { value: "0x10", weights },
    "endless digits": { value: "9".repeat(10_000), weights },
    "an object": { value: { a: 1 } as never, weights },
    null: { value: null as never, weights },
  };
  for (const [title, input] of Object.entries(refused)) {
    it(`refuse ${title}`, () => {
      assert.throws(() => calculator.calculate(input), code("INPUTS_INVALID"));
    });
  }

  it("name the place of a violated constraint, and go on after it", () => {
    const before = calculator.calculate({ value: 3, weights });
    assert.throws(
      () => calculator.calculate({ value: 65_536, weights }),
      (error) => code("INPUTS_REJECTED")(error) && /Mixed.*line/.test((error as Error).message),
    );
    assert.deepEqual(calculator.calculate({ value: 3, weights }), before);
  });

  it("need a module of circom 2", () => {
    assert.throws(() => new WitnessCalculator(new Uint8Array()), code("PROGRAM_INVALID"));
    assert.throws(() => new WitnessCalculator(wasm.subarray(0, 1000)), code("PROGRAM_INVALID"));
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    assert.throws(() => new WitnessCalculator(empty), code("PROGRAM_INVALID"));
  });
});
