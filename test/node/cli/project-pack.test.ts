import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseProjectFile } from "../../../node/protocol/project-file.ts";
import { readCode } from "../../../node/proving/circom/code.ts";
import { tinyCode } from "../proving/support/tiny-circuit.ts";
import { windowMessage } from "../proving/support/room-climate.ts";
import { swappedPoints } from "../proving/support/swapped-points.ts";
import { climateGuestCode } from "../../../scripts/devnet/fakes/risc-zero-guest.ts";
import { roomClimateCode, roomClimateWasm, roomClimateZkey } from "../proving/support/room-climate.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { w3b } from "./support/w3b.ts";

describe("w3b project pack", () => {
  /** Packs and reads what was written. */
  async function packed(directory: string, ...args: string[]) {
    const out = join(directory, "project.json");
    const common = ["--project-version", "v1", "--out", out, "--json"];
    const { code, output, errors } = await w3b(["project", "pack", ...args, ...common]);
    assert.equal(code, 0, errors);
    const [version] = parseProjectFile(await readFile(out)).versions;
    return { version: version!, programId: (JSON.parse(output) as { programId?: string }).programId };
  }

  it("packs a RISC Zero guest's methods.rs, with the names of its constants", async () => {
    await using directory = await temporaryDirectory();
    const methods = join(directory.path, "methods.rs");
    const { code, imageId } = climateGuestCode();
    await writeFile(methods, code);
    const args = ["--vm", "risc0", "--methods", methods, "--guest", "CLIMATE"];
    const { version, programId } = await packed(directory.path, ...args);
    assert.equal(version.vmTypeID, 1);
    assert.deepEqual(JSON.parse(version.codeExpParam), { image_id: "CLIMATE_ID", elf: "CLIMATE_ELF" });
    assert.equal(programId, imageId);
  });

  it("packs any code for a service, under any vmTypeID", async () => {
    await using directory = await temporaryDirectory();
    const code = join(directory.path, "program.bin");
    await writeFile(code, "a program");
    const param = '{"w3bstream":{"binding":"template"}}';
    const { version, programId } = await packed(
      ...[directory.path, "--vm", "100", "--code", code, "--code-exp-param", param],
    );
    assert.equal(version.vmTypeID, 100);
    assert.equal(Buffer.from(version.code).toString(), "a program");
    assert.equal(version.codeExpParam, param);
    assert.equal(programId, undefined);
  });

  it("says which option a proof system's program needs", async () => {
    const common = ["--project-version", "v1", "--out", "/dev/null"];
    for (const [vm, option] of [
      ["plonk", "--wasm"],
      ["risc0", "--methods"],
      ["halo2", "--module"],
      ["halo2-lib", "--circuit"],
      ["100", "--code"],
    ] as const) {
      const { code, errors } = await w3b(["project", "pack", "--vm", vm, ...common]);
      assert.equal(code, 1, vm);
      assert.match(errors, new RegExp(`needs ${option}\\. \\[INVALID_OPTION\\]`), vm);
    }
  });

  it("loads the program as nodes do, and runs it with --sample", async () => {
    await using directory = await temporaryDirectory();
    const [sample, bad] = [join(directory.path, "sample.json"), join(directory.path, "bad.json")];
    await writeFile(sample, windowMessage());
    await writeFile(bad, '{"count":9007199254740991.4}');
    const keys = fileURLToPath(new URL("../../../examples/room-climate/keys/room-climate", import.meta.url));
    const wasm = ["--wasm", `${keys}.wasm`];
    await packed(directory.path, ...wasm, "--zkey", `${keys}.zkey`, "--sample", sample);

    const out = ["--project-version", "v1", "--out", join(directory.path, "refused.json")];
    const refused = async (...args: string[]) => (await w3b(["project", "pack", ...args, ...out])).errors;
    assert.match(await refused(...wasm, "--zkey", `${keys}.zkey`, "--sample", bad), /INPUTS_INVALID/);
    // The right key with another circuit's calculator.
    const other = join(directory.path, "other.wasm");
    await writeFile(other, readCode(await tinyCode()).wasm);
    assert.match(
      await refused("--wasm", other, "--zkey", `${keys}.zkey`),
      /belongs to another circuit.*PROGRAM_INVALID/s,
    );
    await assert.rejects(readFile(join(directory.path, "refused.json")), { code: "ENOENT" });
  });

  it("proves the sample, since a valid key that is not the circuit's passes all else: PROGRAM_TRIAL_FAILED", async () => {
    await using directory = await temporaryDirectory();
    const [wasm, zkey, sample, out] = ["c.wasm", "c.zkey", "sample.json", "project.json"].map((name) =>
      join(directory.path, name),
    ) as [string, string, string, string];
    const spoilt = readCode(swappedPoints(roomClimateCode(), 8, 1_000, 1_100, 100));
    await Promise.all([writeFile(wasm, spoilt.wasm), writeFile(zkey, spoilt.zkey), writeFile(sample, windowMessage())]);
    const args = ["--wasm", wasm, "--zkey", zkey, "--project-version", "v1", "--out", out, "--sample", sample];
    const { code, errors } = await w3b(["project", "pack", ...args]);
    assert.equal(code, 1);
    assert.match(errors, /trial proof failed.*PROGRAM_TRIAL_FAILED/s);
    await assert.rejects(readFile(out), { code: "ENOENT" });
  });

  it("refuses what is no program of its proof system, and names of none", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "x");
    await writeFile(file, "no program");
    const common = ["--project-version", "v1", "--out", join(directory.path, "out.json")];
    const refused = await w3b(["project", "pack", "--vm", "halo2", "--module", file, ...common]);
    assert.equal(refused.code, 1);
    assert.match(refused.errors, /PROGRAM_INVALID/);
    const unknown = await w3b(["project", "pack", "--vm", "sgx", "--code", file, ...common]);
    assert.match(unknown.errors, /a vmTypeID or one of risc0/);
  });

  it("warns of a development key by name, and refuses one to which nobody contributed", async () => {
    await using directory = await temporaryDirectory();
    const [wasm, zkey, out] = ["c.wasm", "c.zkey", "project.json"].map((name) => join(directory.path, name)) as [
      string,
      string,
      string,
    ];
    const key = roomClimateZkey();
    const pack = async () => {
      await writeFile(zkey, key);
      return w3b([
        "project",
        "pack",
        "--wasm",
        wasm,
        "--zkey",
        zkey,
        "--project-version",
        "v1",
        "--out",
        out,
        "--json",
      ]);
    };
    await writeFile(wasm, roomClimateWasm());
    const packed = await pack();
    assert.equal(packed.code, 0, packed.errors);
    assert.match(packed.errors, /Warning: .*DEVELOPMENT KEY/);
    assert.match((JSON.parse(packed.output) as { warnings: string[] }).warnings.join(), /DEVELOPMENT KEY/);

    await rm(out);
    // gamma and, behind delta in G1, delta, as they are in the header: behind moduli, counts, alpha and twice beta
    const gamma =
      key.indexOf(Buffer.from("010000f093f5e1439170b97948e833285d588181b64550b829a031e1724e6430", "hex")) + 300;
    key.copyWithin(gamma + 192, gamma, gamma + 128);
    const refused = await pack();
    assert.equal(refused.code, 1);
    assert.match(refused.errors, /delta is the generator.*no contribution.*"code":"KEY_FORGEABLE"/);
    await assert.rejects(readFile(out), { code: "ENOENT" });
  });
});
