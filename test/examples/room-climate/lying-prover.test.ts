import { cpSync, readFileSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { wtns, type CircuitSignals } from "snarkjs";
import { compileCircuit } from "../../../scripts/circuit/compile.ts";
import { buildFolder, calculate, projectFolder, refused } from "./support.ts";

/**
 * A prover may replace every value that the circuit only hints at (`<--`). Each test compiles one template with other
 * hints but the same constraints, and expects that they do not hold.
 */
describe("room-climate: a prover that lies about", () => {
  const build = buildFolder();
  after(() => build.remove());

  describe("a mean", () => {
    const template = "FloorMean(20, 16)";
    const input = { sum: 296_875 * 16 + 3, count: 16 };
    const mean = "mean <-- sum \\ count;";
    const remainder = "remainder <-- sum % count;";

    it("is believed when it says the truth", () => truth(template, input, 296_875n));
    it("cannot make it smaller by a larger remainder", () =>
      lie(template, input, {
        [mean]: "mean <-- sum \\ count - 1;",
        [remainder]: "remainder <-- sum % count + count;",
      }));
    it("cannot make it larger by a negative remainder", () =>
      lie(template, input, {
        [mean]: "mean <-- sum \\ count + 1;",
        [remainder]: "remainder <-- sum % count - count;",
      }));
    it("cannot divide in the field", () =>
      lie(template, input, { [mean]: "mean <-- sum / count;", [remainder]: "remainder <-- 0;" }));
    it("cannot divide in the field with a plausible remainder", () =>
      lie(template, input, { [mean]: "mean <-- (sum - 5) / count;", [remainder]: "remainder <-- 5;" }));
  });

  describe("a maximum", () => {
    const template = "Maximum(4, 32)";
    const input = { in: [749_200, 861_000, 760_400, 0] };
    const max = "max <-- greatest;";

    it("is believed when it says the truth", () => truth(template, input, 861_000n));
    it("cannot name a smaller reading", () => lie(template, input, { [max]: "max <-- in[0];" }));
    it("cannot name a value above all readings", () => lie(template, input, { [max]: "max <-- greatest + 1;" }));
    it("cannot name a value below all readings", () => lie(template, input, { [max]: "max <-- -1;" }));
  });

  describe("which slots hold readings", () => {
    const template = "Prefix(4)";
    const input = { count: 2 };
    const flag = "valid[i] <-- i < count ? 1 : 0;";

    it("is believed when it says the truth", () => truth(template, input, 1n));
    it("cannot leave a gap", () => lie(template, input, { [flag]: "valid[i] <-- i == 0 || i == 2 ? 1 : 0;" }));
    it("cannot begin later", () => lie(template, input, { [flag]: "valid[i] <-- i == 1 || i == 2 ? 1 : 0;" }));
    it("cannot hide a reading", () => lie(template, input, { [flag]: "valid[i] <-- i < count - 1 ? 1 : 0;" }));
    it("cannot count one slot twice", () => lie(template, input, { [flag]: "valid[i] <-- i == 0 ? count : 0;" }));
    it("cannot count a slot back out", () => lie(template, input, { [flag]: "valid[i] <-- i == 3 ? -1 : 1;" }));
  });

  async function truth(template: string, input: CircuitSignals, firstOutput: bigint): Promise<void> {
    const witness = await wtns.exportJson(await calculate(input, await compileTemplate(template, {})));
    assert.equal(witness[1], firstOutput);
  }

  async function lie(template: string, input: CircuitSignals, hints: Record<string, string>): Promise<void> {
    await refused(input, template.replace(/\(.*/, ""), await compileTemplate(template, hints));
  }

  /** Compiles one template alone with hints replaced; returns its witness calculator. */
  async function compileTemplate(template: string, hints: Record<string, string>): Promise<string> {
    const { folder } = build;
    cpSync(join(projectFolder, "circuit"), folder, { recursive: true });
    for (const [hint, replacement] of Object.entries(hints)) {
      const files = ["window.circom", "statistics.circom"].map((file) => join(folder, file));
      const file = files.find((path) => readFileSync(path, "utf8").includes(hint));
      assert.ok(file, `no circuit file has the hint ${hint}`);
      writeFileSync(file, readFileSync(file, "utf8").replace(hint, replacement));
    }
    const main = join(folder, "main.circom");
    const includes = `include "window.circom";\ninclude "statistics.circom";\n`;
    writeFileSync(main, `pragma circom 2.2.0;\n${includes}component main = ${template};\n`);
    return (await compileCircuit(main, folder)).wasm;
  }
});
