import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { compileCircuit } from "../../../scripts/circuit/compile.ts";
import { insecurePtau } from "../../../scripts/circuit/insecure-ptau.ts";
import { makeUniversalKey, makeUniversalKeys } from "../../../scripts/circuit/universal-keys.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const circuit = join(root, "test/contracts/circuits/square.circom");

describe("setting PLONK and FFLONK up", () => {
  let folder: string;
  let compiled: Awaited<ReturnType<typeof compileCircuit>>;
  let ptau: string;
  before(async () => {
    mkdirSync(join(root, "build"), { recursive: true });
    folder = mkdtempSync(join(root, "build/set-up-")); // the compiler stays inside the project
    compiled = await compileCircuit(circuit, folder, 1);
    ptau = join(folder, "public.ptau");
    writeFileSync(ptau, insecurePtau(6));
  });
  after(async () => {
    await stopCurveThreads();
    rmSync(folder, { recursive: true });
  });

  for (const system of ["plonk", "fflonk"] as const) {
    it(`makes the same ${system} keys of the same circuit and phase 1 again, for whoever wants to compare`, async () => {
      const keys = await makeUniversalKeys({ system, name: "square", compiled, ptau, keyFolder: folder });
      const first = readFileSync(keys.zkey);
      assert.equal((JSON.parse(readFileSync(keys.verificationKey, "utf8")) as { protocol: string }).protocol, system);
      await makeUniversalKey({ system, r1cs: compiled.r1cs, zkey: keys.zkey, ptau });
      assert.ok(first.equals(readFileSync(keys.zkey)));
    });

    it(`says when a phase 1 is too small or none for ${system}`, async () => {
      const made = (file: Uint8Array) => {
        writeFileSync(join(folder, "bad.ptau"), file);
        const zkey = join(folder, "bad.zkey");
        return makeUniversalKey({ system, r1cs: compiled.r1cs, zkey, ptau: join(folder, "bad.ptau") });
      };
      await assert.rejects(made(insecurePtau(2)), { code: "CIRCUIT_SETUP_FAILED", message: /big/ });
      await assert.rejects(made(Buffer.from("hello, I am no ptau")), { code: "CIRCUIT_SETUP_FAILED" });
    });
  }
});
