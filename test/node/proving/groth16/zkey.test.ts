import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { W3bError } from "../../../../node/protocol/errors.ts";
import { readZkey } from "../../../../node/proving/groth16/zkey.ts";

describe("reading .zkey files", () => {
  let file: Buffer;

  before(async () => {
    file = await readFile(new URL("../../../../examples/room-climate/keys/room-climate.zkey", import.meta.url));
  });

  const refuse = (bytes: Uint8Array, reason: RegExp) =>
    assert.throws(
      () => readZkey(bytes),
      (error) => error instanceof W3bError && error.code === "PROGRAM_INVALID" && reason.test(error.message),
    );
  /** A copy of the file with a 32-bit number replaced. */
  const changed = (offset: number, value: number) => {
    const copy = Buffer.from(file);
    copy.writeUInt32LE(value, offset);
    return copy;
  };
  const HEADER = 12 + 12 + 4 + 12; // file header, section 1, head of section 2

  it("finds every part", () => {
    const key = readZkey(file);
    assert.equal(key.domain, 8192);
    assert.equal(key.publicSignals, 9);
    assert.equal(key.a.length, key.variables * 64);
    assert.equal(key.b2.length, key.variables * 128);
    assert.equal(key.c.length, (key.variables - 10) * 64);
    assert.equal(key.h.length, 8192 * 64);
  });

  it("refuses every file that was cut short", () => {
    for (const length of [0, 1, 4, 11, 12, 20, 24, 30, 100, 700, file.length / 2, file.length - 1]) {
      refuse(file.subarray(0, length), /./);
    }
  });

  it("refuses other files, versions and proof systems", () => {
    refuse(Buffer.from("wtns".padEnd(100)), /\.zkey/);
    refuse(changed(4, 2), /version/);
    refuse(changed(24, 2), /Groth16/);
  });

  it("refuses another curve", () => {
    refuse(changed(HEADER, 48), /BN254/);
    refuse(changed(HEADER + 4, 1), /BN254/);
  });

  it("refuses sizes that do not belong together", () => {
    const sizes = HEADER + 4 + 32 + 4 + 32;
    refuse(changed(sizes, 7000), /section/);
    refuse(changed(sizes + 4, 0xffffffff), /public/);
    refuse(changed(sizes + 4, 8), /section/);
    refuse(changed(sizes + 8, 8191), /power of two/);
    refuse(changed(sizes + 8, 0), /power of two/);
    refuse(changed(sizes + 8, 4096), /section/);
  });

  it("refuses endless, doubled and missing sections", () => {
    refuse(changed(8, 1_000_000), /sections/);
    refuse(changed(12, 2), /twice/);
    refuse(changed(12, 77), /missing/);
    refuse(changed(12 + 8, 0xffffffff), /too early/);
  });
});
