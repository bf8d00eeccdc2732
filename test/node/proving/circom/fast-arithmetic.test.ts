import assert from "node:assert/strict";
import { windowOf } from "../../../../examples/window-maximum/device.ts";
import { W3bError } from "../../../../node/protocol/errors.ts";
import { sha256Of } from "../../../../node/protocol/sha256.ts";
import { readCode } from "../../../../node/proving/circom/code.ts";
import { circuitInputs } from "../../../../node/proving/circom/inputs.ts";
import { withFastArithmetic } from "../../../../node/proving/circom/runtime/index.ts";
import { type CircuitInput, WitnessCalculator } from "../../../../node/proving/groth16/witness.ts";
import { leb128, sectionIds, sectionsOf, WasmReader } from "../../../../node/proving/wasm-binary.ts";
import { windowMaximumProject } from "../../../../scripts/devnet/window-maximum.ts";
import { R as p } from "../../../support/bn254.ts";
import { seededRandom } from "../../../support/random.ts";
import { makeCircuit, MIXED_CIRCUIT } from "../groth16/circuit.ts";
import { roomClimateWasm, windowMessage } from "../support/room-climate.ts";

const DIVISIONS_CIRCUIT = `pragma circom 2.1.0;
template Divisions(N) {
    signal input dividend[N];
    signal input divisor[N];
    signal output quotient[N];
    signal output power;
    for (var i = 0; i < N; i++) {
        quotient[i] <-- dividend[i] / divisor[i];
        quotient[i] * divisor[i] === dividend[i];
    }
    power <-- dividend[0] ** 65537 - divisor[0];
}
component main = Divisions(8);
`;

const { below, integer } = seededRandom("fast arithmetic");
const randomElement = (): bigint => below(p);
const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe("a circom module with the node's field arithmetic", () => {
  let mixed: Uint8Array;
  let divisions: Uint8Array;
  before(async () => {
    ({ wasm: mixed } = await makeCircuit("mixed", MIXED_CIRCUIT));
    ({ wasm: divisions } = await makeCircuit("divisions", DIVISIONS_CIRCUIT));
  });

  it("has the witnesses, and the errors, of the module as circom made it", () => {
    const weights = (): bigint[][] => many(2, () => many(3, randomElement));
    const values = [0, 1, 65_535, 65_536, p - 1n, ...many(20, () => integer(2 ** 17))];
    sameWitnesses(
      mixed,
      values.map((value) => ({ value, weights: weights() })),
    );
  });

  it("has them where circuits divide: by large numbers, small ones, negative ones and 0", () => {
    const divisors = [1n, 2n, 3n, p - 1n, p - 2n, (p + 1n) / 2n, (p - 1n) / 2n, 2n ** 64n].concat(
      many(8, randomElement),
    );
    sameWitnesses(divisions, [
      { dividend: many(8, randomElement), divisor: divisors.slice(0, 8) },
      { dividend: divisors.slice(0, 8), divisor: divisors.slice(8) },
      { dividend: many(8, () => 0n), divisor: many(8, () => 0n) },
      { dividend: many(8, () => 1n), divisor: many(8, () => 0n) }, // rejected
      ...many(30, () => ({ dividend: many(8, randomElement), divisor: many(8, randomElement) })),
    ]);
  });

  it("has them in the examples", async () => {
    const binding = `0x00${"12".repeat(31)}` as const;
    const input = (message: string): CircuitInput =>
      Object.fromEntries(circuitInputs({ messages: [message], binding }));
    const windows = many(3, () => JSON.parse(windowMessage()) as Record<string, string | string[]>);
    const forged = { ...windows[0]!, S: windows[1]!["S"]! };
    sameWitnesses(
      roomClimateWasm(),
      [...windows, forged].map((window) => input(JSON.stringify(window))),
    );
    const { wasm } = readCode((await windowMaximumProject("plonk")).code);
    const levels = many(5, () => many(8, () => integer(4096)));
    sameWitnesses(
      wasm,
      [
        ...levels.map((row) => ({ ...windowOf(row), salt: String(randomElement()) })),
        { levels: many(8, () => 5000), salt: 1 },
      ].map((window) => input(JSON.stringify(window))),
    );
  });

  it("is recognised without its section of names", () => {
    const unnamed = withoutCustomSections(mixed);
    assert.ok(unnamed.length < mixed.length);
    assert.ok(withFastArithmetic(unnamed) !== unnamed);
    sameWitnesses(unnamed, [{ value: 777, weights: many(2, () => many(3, randomElement)) }]);
  });

  it("is left alone when anything in its arithmetic is not circom's, whatever its functions are called", () => {
    const other = withUnusedType(mixed);
    assert.ok(withFastArithmetic(other) === other);
    const { contents } = sectionOf(mixed, sectionIds.code);
    for (let i = 0; i < 200; i++) {
      const changed = Uint8Array.from(mixed);
      const at = contents + 10 + integer(19_990);
      changed[at]! ^= 1 << integer(8);
      assert.ok(unlessMalformed(changed) === changed, `byte ${at}`);
    }
  });

  it("is looked for in every prefix of a module, and in none beyond its end", () => {
    for (let length = 8; length < mixed.length; length += 1 + integer(39)) {
      const prefix = mixed.subarray(0, length);
      const result = unlessMalformed(prefix);
      const wholeCode = length >= sectionOf(mixed, sectionIds.code).end;
      assert.ok(wholeCode || result === prefix);
    }
  });
});

/** Compares the module, which is rewritten, with the same one that is not, since it has a type more. */
function sameWitnesses(wasm: Uint8Array, inputs: readonly CircuitInput[]): void {
  const [fast, plain] = [wasm, withUnusedType(wasm)].map((module) => new WitnessCalculator(module));
  for (const input of inputs) assert.equal(outcome(fast!, input), outcome(plain!, input));
}

function outcome(calculator: WitnessCalculator, input: CircuitInput): string {
  try {
    return sha256Of(calculator.calculate(input));
  } catch (error) {
    assert.ok(error instanceof W3bError);
    return `${error.code}: ${error.message}`;
  }
}

function unlessMalformed(wasm: Uint8Array): Uint8Array {
  try {
    return withFastArithmetic(wasm);
  } catch (error) {
    assert.match(String(error), /ends (within|beyond)|longer than 32 bits/);
    return wasm;
  }
}

const sectionOf = (wasm: Uint8Array, id: number) => [...sectionsOf(wasm)].find((section) => section.id === id)!;

function withUnusedType(wasm: Uint8Array): Uint8Array {
  const { start, contents, end } = sectionOf(wasm, sectionIds.type);
  const reader = new WasmReader(wasm, contents);
  const count = leb128(reader.unsigned() + 1);
  const body = Buffer.concat([Uint8Array.from(count), wasm.subarray(reader.position, end), Uint8Array.of(0x60, 0, 0)]);
  const head = Uint8Array.of(sectionIds.type, ...leb128(body.length));
  return Buffer.concat([wasm.subarray(0, start), head, body, wasm.subarray(end)]);
}

function withoutCustomSections(wasm: Uint8Array): Uint8Array {
  const kept = [...sectionsOf(wasm)].filter(({ id }) => id !== 0);
  return Buffer.concat([wasm.subarray(0, 8), ...kept.map(({ start, end }) => wasm.subarray(start, end))]);
}
