import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { circuitInputs } from "../../../../node/proving/circom/inputs.ts";
import { WitnessCalculator } from "../../../../node/proving/groth16/witness.ts";
import { compileCircuit } from "../../../../scripts/circuit/compile.ts";

const binding = `0x00${"12".repeat(31)}` as const;

/** The calculator that circom writes beside a circuit's module. */
type Generated = (wasm: Uint8Array) => Promise<{ calculateBinWitness(input: object): Promise<Uint8Array> }>;

describe("inputs of a circuit with buses", function () {
  this.timeout(120_000);
  let folder: string;
  let own: WitnessCalculator;
  let generated: Awaited<ReturnType<Generated>>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "w3b-buses-"));
    writeFileSync(join(folder, "buses.circom"), BUSES);
    const wasm = await readFile((await compileCircuit(join(folder, "buses.circom"), folder)).wasm);
    own = new WitnessCalculator(wasm);
    const script = join(folder, "calculator.cjs"); // circom writes CommonJS
    copyFileSync(join(folder, "buses_js/witness_calculator.js"), script);
    generated = await (createRequire(import.meta.url)(script) as Generated)(wasm);
  });
  after(() => rmSync(folder, { recursive: true }));

  const ownWitness = (message: string) =>
    own.calculate(Object.fromEntries(circuitInputs({ messages: [message], binding })));
  const circomsWitness = (message: string) =>
    generated.calculateBinWitness({ binding, ...(JSON.parse(message) as object) });

  const POINT = '"point":{"x":1,"at":[[2,3],[4,5]]}';
  const TRACK = '"track":[{"x":6,"at":[[7,8],[9,10]]},{"x":11,"at":[[12,13],[14,15]]}]';
  const LINE = '"line":{"from":{"x":16,"at":[[17,18],[19,20]]},"weight":21}';
  const GRID = '"grid":[[1,2],[3,4]]';
  const accepted = {
    "objects, arrays of them, and objects in objects": `{${POINT},${TRACK},${LINE},${GRID}}`,
    "the names of a bus's signals": `{"point.x":1,"point.at":[2,3,4,5],${TRACK},${LINE},${GRID}}`,
    "the names of signals of buses in arrays and in buses": `{${POINT},"track[0].x":6,"track[0].at":[7,8,9,10],
      "track[1]":{"x":11,"at":[[12,13],[14,15]]},"line.from":{"x":16,"at":[17,18,19,20]},"line.weight":21,${GRID}}`,
    "hexadecimal strings": `{${POINT.replace("1", '"0x1f"')},${TRACK},${LINE},"grid":[["0x0A","0X10"],["0xff","0x0"]]}`,
    "arrays nested otherwise than in the circuit": `{${POINT},${TRACK},${LINE},"grid":[[[1]],2,3,[4]]}`,
    "numbers with zeros after the point": `{${POINT},${TRACK},${LINE},"grid":[1.0,2e1,3,4]}`,
  };
  for (const [title, message] of Object.entries(accepted)) {
    it(`may be ${title}, as for circom's own calculator`, async () => {
      assert.deepEqual(ownWitness(message), new Uint8Array(await circomsWitness(message)));
    });
  }

  const refused = {
    "a bus's signal that is not there": `{"point":{"x":1},${TRACK},${LINE},${GRID}}`,
    "a bus's signal of another name": `{"point":{"z":1,"at":[2,3,4,5]},${TRACK},${LINE},${GRID}}`,
    "a bus too few": `{${POINT},"track":[{"x":6,"at":[7,8,9,10]}],${LINE},${GRID}}`,
    "a value in place of a bus": `{"point":1,${TRACK},${LINE},${GRID}}`,
    "a fraction": `{${POINT},${TRACK},${LINE},"grid":[1,2,3,4.5]}`,
    null: `{${POINT},${TRACK},${LINE},"grid":null}`,
  };
  for (const [title, message] of Object.entries(refused)) {
    it(`may not have ${title}, nor may they for circom's own calculator`, async () => {
      assert.throws(() => ownWitness(message), { code: "INPUTS_INVALID" });
      await assert.rejects(circomsWitness(message));
    });
  }
});

const BUSES = `pragma circom 2.2.0;
bus Point() {
    signal x;
    signal at[2][2];
}
bus Line() {
    Point() from;
    signal weight;
}
template Buses() {
    signal input binding;
    input Point() point;
    input Point() track[2];
    input Line() line;
    signal input grid[2][2];
    signal output taskBinding <== binding;
    signal output inputHash;
    var sum = line.weight + 3 * line.from.x + 5 * point.x;
    for (var i = 0; i < 2; i++) {
        sum += (7 + i) * track[i].x;
        for (var j = 0; j < 2; j++) {
            sum += (11 + 2 * i + j) * (point.at[i][j] + 17 * grid[i][j] + 23 * line.from.at[i][j]);
            for (var k = 0; k < 2; k++) sum += (101 + 4 * i + 2 * j + k) * track[i].at[j][k];
        }
    }
    inputHash <== sum;
}
component main = Buses();
`;
