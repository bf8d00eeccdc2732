import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zKey } from "snarkjs";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { compileCircuit, type CompiledCircuit } from "../../../scripts/circuit/compile.ts";
import { readCircuitSize } from "../../../scripts/circuit/size.ts";
import { buildFolder, keyFolder, projectFolder, verificationKey, wasm, zkey } from "./support.ts";

describe("room-climate: committed keys", () => {
  const build = buildFolder();
  let compiled: CompiledCircuit;

  before(async () => {
    compiled = await compileCircuit(join(projectFolder, "circuit/room-climate.circom"), build.folder);
  });
  after(async () => {
    build.remove();
    await stopCurveThreads();
  });

  it("belong to the circuit's present sources: run npm run circuit:setup after changing it", () => {
    const sums = readFileSync(join(keyFolder, "SHA256SUMS"), "utf8").trim().split("\n");
    const covered = sums.map((line) => {
      const [sum, path] = line.split("  ") as [string, string];
      assert.equal(sum, sha256(join(keyFolder, path)), path);
      return path;
    });
    const sources = readdirSync(join(projectFolder, "circuit")).map((file) => `../circuit/${file}`);
    for (const path of [...sources, "room-climate.wasm", "room-climate.zkey", "verification_key.json"]) {
      assert.ok(covered.includes(path), `${path} has no sum`);
    }
  });

  it("come from what the compiler makes of these sources", () => {
    assert.equal(sha256(compiled.wasm), sha256(wasm));
    assert.ok(readFileSync(join(keyFolder, "README.md"), "utf8").includes(sha256(compiled.r1cs)));
  });

  it("have a verification key that is the proving key's", async () => {
    assert.deepEqual(await zKey.exportVerificationKey(zkey), verificationKey());
  });

  it("have the circuit's nine public signals, and a domain of 2^13", async () => {
    const size = await readCircuitSize(compiled.r1cs);
    assert.equal(size.publicSignals, 9);
    assert.equal(verificationKey().nPublic, 9);
    assert.equal(size.power, 13);
  });

  it("are small enough to commit", () => {
    for (const file of readdirSync(keyFolder)) assert.ok(statSync(join(keyFolder, file)).size < 5_000_000, file);
  });

  it("say that they are unfit for production", () => {
    assert.match(readFileSync(join(keyFolder, "README.md"), "utf8"), /^# DEVELOPMENT KEYS: unfit for production/);
  });
});

describe("compileCircuit", () => {
  const build = buildFolder();
  after(() => build.remove());

  it("refuses a circuit that does not compile, with the compiler's words", async () => {
    const source = join(build.folder, "broken.circom");
    writeFileSync(source, "pragma circom 2.2.0;\ntemplate T() { signal input a; b <== a; }\ncomponent main = T();\n");
    await assert.rejects(compileCircuit(source, build.folder), { code: "CIRCUIT_COMPILE_FAILED", message: /broken/ });
  });
});

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
