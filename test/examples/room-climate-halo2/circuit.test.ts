import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type CircuitValue, makePublic } from "@axiom-crypto/halo2-lib-js";
import { poseidon2 as reference } from "poseidon-lite";
import { config, circuit, inputs } from "../../../examples/room-climate-halo2/circuit/room-climate-halo2.ts";
import { poseidon2 } from "../../../examples/room-climate-halo2/circuit/poseidon.ts";
import { decodeJournal, inEverydayUnits } from "../../../examples/room-climate-halo2/journal.ts";
import { projectFile, windows } from "../../../examples/room-climate-halo2/project.ts";
import { climateOf, inputHashOf, parseWindows, type Window } from "../../../examples/room-climate-halo2/window.ts";
import { parseProjectFile } from "../../../node/protocol/project-file.ts";
import { SCALAR_MODULUS as R } from "../../../node/protocol/bn254.ts";
import { readCode } from "../../../node/proving/systems/halo2-lib/code.ts";
import { Engine } from "../../../node/proving/systems/halo2-lib/engine.ts";
import { halo2Lib } from "../../../node/proving/systems/halo2-lib/index.ts";
import { checkOperations } from "../../../node/proving/systems/halo2-lib/operations.ts";
import { packCircuit } from "../../../node/proving/systems/halo2-lib/pack.ts";
import { recordCircuit } from "../../../node/proving/systems/halo2-lib/record.ts";
import type { Program } from "../../../node/proving/types.ts";

const zero = `0x${"00".repeat(32)}` as const;
const keys = new URL("../../../examples/room-climate-halo2/keys/", import.meta.url);

describe("room-climate-halo2", () => {
  let program: Program;
  let code: Uint8Array;
  let data: Window[];
  before(async () => {
    code = parseProjectFile(await projectFile()).versions[0]!.code;
    program = await halo2Lib.load(code);
    data = await windows();
  });

  const run = async (window: object) =>
    decodeJournal(await program.dryRun({ messages: [JSON.stringify(window)], binding: zero }));

  it("gives the statistics and the commitment of every window of the data set, as computed directly", async () => {
    assert.equal(data.length, 50);
    for (const window of data) {
      assert.deepEqual(await run(window), { binding: 0n, inputHash: inputHashOf(window), ...climateOf(window) });
    }
  });

  it("says them in everyday units", () => {
    assert.deepEqual(inEverydayUnits(climateOf(data[0]!)), { meanTemperature: 23.72, meanCo2: 803, maxCo2: 861 });
  });

  it("takes the limits of every value", async () => {
    const at = (time: number, temperature: number, co2: number) => ({
      time,
      temperature: new Array<number>(16).fill(temperature),
      co2: new Array<number>(16).fill(co2),
    });
    for (const window of [at(0, 23315, 0), at(2 ** 32 - 1, 35815, 10000)]) {
      assert.deepEqual(await run(window), { binding: 0n, inputHash: inputHashOf(window), ...climateOf(window) });
    }
  });

  it("finds the maximum wherever it is", async () => {
    for (const place of [0, 7, 15]) {
      const co2 = data[0]!.co2.map((value, i) => (i === place ? 9000 : value));
      assert.equal((await run({ ...data[0], co2 })).maxCo2, 9000);
    }
  });

  const beyond: [string, (window: Window) => object][] = [
    ["a temperature below -40 C", (w) => ({ ...w, temperature: w.temperature.with(3, 23314) })],
    ["a temperature above 85 C", (w) => ({ ...w, temperature: w.temperature.with(15, 35816) })],
    ["a negative temperature", (w) => ({ ...w, temperature: w.temperature.with(0, -1) })],
    ["a CO2 concentration above 10000 ppm", (w) => ({ ...w, co2: w.co2.with(0, 10001) })],
    ["a negative CO2 concentration", (w) => ({ ...w, co2: w.co2.with(15, -1) })],
    ["a CO2 concentration that wraps around the field", (w) => ({ ...w, co2: [...w.co2.slice(1), String(R - 5n)] })],
    ["a time of more than 32 bits", (w) => ({ ...w, time: 2 ** 32 })],
  ];
  for (const [what, change] of beyond) {
    it(`rejects ${what}`, async () => {
      await assert.rejects(run(change(data[0]!)), { code: "INPUTS_REJECTED" });
    });
  }

  it("reads windows from CSV and refuses lines that are none", async () => {
    const csv = await readFile(
      new URL("../../../examples/room-climate/data/room-sensors.csv", import.meta.url),
      "utf8",
    );
    assert.deepEqual(parseWindows(csv.split("\n").slice(0, 34).join("\n")), data.slice(0, 2)); // one line is left over
    const lines = csv.split("\n");
    for (const [line, text] of [
      [1, "time,co2"],
      [3, "yesterday,1,2,3,4"],
      [3, "2015-02-02 14:19:00,warm,2,3,4"],
      [3, "2015-02-02 14:19:00,20,2,3,"],
    ] as const) {
      const wrong = lines.with(line - 1, text).join("\n");
      assert.throws(() => parseWindows(wrong), { code: "READINGS_INVALID", message: new RegExp(`^Line ${line} `) });
    }
  });

  it("decodes no journal of another program", () => {
    assert.throws(() => decodeJournal(zero), { code: "JOURNAL_INVALID" });
    assert.throws(() => decodeJournal(`0x${"ff".repeat(96)}`), { code: "JOURNAL_INVALID" });
  });

  it("computes Poseidon as circomlib does, in fewer cells than the library's own takes", () => {
    const circuit = ({ a, b }: { a: CircuitValue; b: CircuitValue }) => makePublic(poseidon2(a, b));
    const { operations, wires } = checkOperations(recordCircuit({ a: 1, b: 1 }, circuit, 11), 3);
    const engine = new Engine(config);
    for (const [a, b] of [
      [0n, 0n],
      [1n, 2n],
      [R - 1n, R - 2n],
      [2n ** 252n - 1n, 12345n],
    ] as const) {
      assert.deepEqual(engine.assign({ config, operations, wires }, [0n, a, b]), [0n, reference([a, b])]);
      engine.checkConstraints();
    }
    assert.ok(engine.cells().advice < 2500, `${engine.cells().advice}`);
  });

  it("has a key that belongs to its sources: run `npm run halo2:setup -- examples/room-climate-halo2` if not", async () => {
    const sums = (await readFile(new URL("SHA256SUMS", keys), "utf8")).trim().split("\n");
    assert.equal(sums.length, 6);
    for (const line of sums) {
      const [sum, file] = line.split("  ") as [string, string];
      const bytes = await readFile(new URL(file, keys));
      assert.equal(createHash("sha256").update(bytes).digest("hex"), sum, file);
    }
  });

  it("gives whoever packs its sources with its set-up the same program", () => {
    const { srs, example } = readCode(code);
    assert.deepEqual(Buffer.from(packCircuit({ config, inputs, circuit, example }, srs.bytes).code), Buffer.from(code));
  });
});
