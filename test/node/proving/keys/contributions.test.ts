import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zKey } from "snarkjs";
import { packCode } from "../../../../node/proving/circom/code.ts";
import { contributionsIn, phase2Warnings } from "../../../../node/proving/keys/contributions.ts";
import { circomGroth16 } from "../../../../node/proving/systems/circom-groth16/index.ts";
import { developmentPtau, stopCurveThreads } from "../../../../scripts/circuit/ceremony.ts";
import { compileCircuit } from "../../../../scripts/circuit/compile.ts";
import { insecureKeys } from "../../../../scripts/circuit/insecure-keys.ts";
import { ptauContributions } from "../../../../scripts/circuit/ptau-contributions.ts";
import { circuitPath } from "../../../contracts/support/verifiers.ts";
import { roomClimateZkey } from "../support/room-climate.ts";

describe("the contributions to a circuit's Groth16 key", () => {
  let folder: string;
  let wasm: Uint8Array;
  let ptau: string;
  const at = (name: string) => join(folder, `${name}.zkey`);
  const codeOf = async (name: string) => packCode({ wasm, zkey: await readFile(at(name)) });

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), "w3b-contributions-"));
    const compiled = await compileCircuit(circuitPath("square"), folder);
    wasm = await readFile(compiled.wasm);
    ptau = await developmentPtau(4, folder);
    await zKey.newZKey(compiled.r1cs, ptau, at("none"));
    await zKey.beacon(at("none"), at("beacon"), "a beacon", "00".repeat(32), 10);
    await zKey.contribute(at("none"), at("development"), "development", "entropy");
    await zKey.contribute(at("development"), at("others"), "somebody else", "more entropy");
    await zKey.beacon(at("others"), at("closed"), "the last word", "00".repeat(32), 10);
    await stopCurveThreads();
  });
  after(() => rm(folder, { recursive: true }));

  it("are read from the file, by name", async () => {
    assert.deepEqual(contributionsIn(await readFile(at("closed"))), [
      { name: "development", isBeacon: false },
      { name: "somebody else", isBeacon: false },
      { name: "the last word", isBeacon: true },
    ]);
    assert.deepEqual(contributionsIn(await readFile(at("none"))), []);
    assert.equal(await ptauContributions(ptau), 1);
  });

  it("are missing from `snarkjs groth16 setup`'s key, which is neither described nor loaded", async () => {
    const code = await codeOf("none");
    const error = { code: "KEY_FORGEABLE", message: /delta is the generator.*phase 2 .*no contribution/ };
    await assert.rejects(circomGroth16.describe(code), error);
    await assert.rejects(circomGroth16.load(code, ""), error);
  });

  it("are refused where they are but beacons, whose randomness is public", async () => {
    const code = await codeOf("beacon");
    const error = { code: "KEY_FORGEABLE", message: /nothing but beacons/ };
    await assert.rejects(circomGroth16.describe(code), error);
    await assert.rejects(circomGroth16.load(code, ""), error);
  });

  it("make a development key, with its label, where only circuit:setup contributed", async () => {
    for (const zkey of [await readFile(at("development")), roomClimateZkey()]) {
      assert.match(phase2Warnings(zkey).join(), /DEVELOPMENT KEY/);
    }
    const { warnings } = await circomGroth16.describe(await codeOf("development"));
    assert.equal(warnings?.length, 1);
  });

  it("give nothing to warn of where somebody else took part", async () => {
    assert.deepEqual(phase2Warnings(await readFile(at("others"))), []);
    assert.deepEqual((await circomGroth16.describe(await codeOf("closed"))).warnings, []);
  });

  it("are said to be missing where a key lists none, though its delta is somebody's", async () => {
    const { zkey } = insecureKeys(await readFile(join(folder, "square.r1cs")));
    assert.match(phase2Warnings(zkey).join(), /lists no contribution/);
  });

  it("are not believed where the list is cut short", async () => {
    const zkey = await readFile(at("none"));
    zkey[zkey.length - 4] = 9; // the list is the last section, and now claims nine
    assert.throws(() => contributionsIn(zkey), { code: "PROGRAM_INVALID" });
  });
});
