import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { concat, hexToBytes, numberToHex } from "viem";
import { gnarkVerifyingKey } from "../../../node/proving/gnark/key.ts";
import {
  programIdOf,
  type SnarkjsVerifyingKey,
  verifyingKeyOf,
} from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import * as sp1 from "../proving/gnark/support/sp1-v5.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { w3b } from "./support/w3b.ts";

describe("w3b project key", () => {
  it("imports gnark's key, for codeExpParam and the verifier contract", async () => {
    await using directory = await temporaryDirectory();
    const [bin, out] = [join(directory.path, "vk.bin"), join(directory.path, "vk.json")];
    await writeFile(bin, hexToBytes(sp1.key));
    const { code, output, errors } = await w3b(["--json", "project", "key", "import", "--gnark", bin, "--out", out]);
    assert.equal(code, 0, errors);
    const key = gnarkVerifyingKey(hexToBytes(sp1.key));
    assert.deepEqual(JSON.parse(output), { programId: programIdOf(key), signals: 2, out, registered: false });
    assert.deepEqual(verifyingKeyOf(JSON.parse(await readFile(out, "utf8")) as SnarkjsVerifyingKey), key);
  });

  it("checks gnark's proof and prints it as the contract takes it", async () => {
    await using directory = await temporaryDirectory();
    const [vk, proof] = [join(directory.path, "vk.bin"), join(directory.path, "proof.bin")];
    await writeFile(vk, hexToBytes(sp1.key));
    await writeFile(proof, hexToBytes(sp1.proof));
    const check = ["--json", "project", "key", "check", "--gnark", vk, "--proof", proof, "--public"];
    const good = await w3b([...check, sp1.signals.join(",")]);
    assert.equal(good.code, 0, good.errors);
    const journal = concat(sp1.signals.map((signal) => numberToHex(signal, { size: 32 })));
    const printed = JSON.parse(good.output) as Record<string, string>;
    assert.deepEqual([printed["journal"], printed["proof"]], [journal, sp1.proof]);

    const bad = await w3b([...check, sp1.signals.toReversed().join(",")]);
    assert.equal(bad.code, 1);
    assert.match(bad.errors, /PROOF_REFUSED/);
  });

  it("says what a file is not", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "vk.bin");
    await writeFile(file, "hello");
    const { code, errors } = await w3b(["project", "key", "import", "--gnark", file]);
    assert.equal(code, 1);
    assert.match(errors, /GNARK_INVALID/);
  });
});
