import assert from "node:assert/strict";
import { climateGuestCode } from "../../../../scripts/devnet/fakes/risc-zero-guest.ts";
import { readMethods } from "../../../../node/proving/systems/risc0/methods.ts";
import { riscZero } from "../../../../node/proving/systems/risc0/index.ts";
import { methodsText, names, newGuest, receipts, withCode } from "./support.ts";

const imageId = receipts[2]!.imageId;
const text = Buffer.from(methodsText(newGuest, imageId)).toString();
const read = (code: string, parameters = names) => readMethods(Buffer.from(code), parameters);
const invalid = withCode("PROGRAM_INVALID", "input");

describe("a RISC Zero project's code", () => {
  it("is the methods.rs that risc0-build writes: the guest and its image id, little-endian words", () => {
    const { elf, imageId: id } = read(text);
    assert.deepEqual(Buffer.from(elf), newGuest);
    assert.equal(id, imageId);
  });

  it("may have comments, other guests, trailing commas and lines of any length", () => {
    const other = Buffer.from(methodsText(Buffer.from([1, 2]), receipts[0]!.imageId, "OTHER")).toString();
    const spread = text.replaceAll(", ", ",\r\n\t").replaceAll("];", ",\n];");
    assert.equal(read(`// written by risc0-build\n/* é */ ${other}\n${spread}\n`).imageId, imageId);
  });

  it("is not misled by strings and comments that look like constants", () => {
    const decoy = "pub const GUEST_ID: [u32; 8] = [1, 1, 1, 1, 1, 1, 1, 1];";
    const code = `/* ${decoy} */\n// ${decoy}\npub const A: &str = "\\"${decoy}";\npub const B: &str = r#"" ${decoy}"#;\n${text}`;
    assert.equal(read(code).imageId, imageId);
  });

  for (const [title, code] of [
    ["is empty", ""],
    ["lacks the id", text.replace("GUEST_ID", "GUEST_I")],
    ["lacks the guest", text.replace("GUEST_ELF", "GUEST_EL")],
    ["has the guest twice", `${text}\n${text}`],
    ["refers to a file", text.replace(/= &\[[^\]]*\]/, '= include_bytes!("guest")')],
    ["has a byte above 255", text.replace("[82,", "[256,")],
    ["has a word above 32 bits", text.replace(/= \[\d+,/, "= [4294967296,")],
    ["has seven words", text.replace(/= \[\d+, /, "= [")],
    ["has a negative number", text.replace("[82,", "[-82,")],
    ["has a string without end", `pub const P: &str = "${"a".repeat(20_000_000)}`],
    ["does not end", text.slice(0, -3)],
    ["has other statements", `use std::fs;\n${text}`],
    ["has an endless string", `pub const A: &str = "${text}`],
    [
      "has constants of the wrong types",
      text.replaceAll("_ELF", "_X").replaceAll("_ID", "_ELF").replaceAll("_X", "_ID"),
    ],
  ] as const) {
    it(`is refused when it ${title}`, () => {
      assert.throws(() => read(code), invalid);
    });
  }

  for (const parameters of [
    "",
    "{}",
    "[]",
    '{"elf":"GUEST_ELF"}',
    '{"elf":"GUEST ELF","image_id":"GUEST_ID"}',
    "null",
  ]) {
    it(`is refused with the codeExpParam ${parameters || "of nothing"}`, () => {
      assert.throws(() => read(text, parameters), invalid);
    });
  }

  it("is read in linear time, however it is made", () => {
    for (const code of [
      "/*".repeat(200_000),
      `pub const A: &str = "${"\\".repeat(400_000)}`,
      " ".repeat(400_000) + "x",
    ]) {
      assert.throws(() => read(code), invalid); // in quadratic time this takes longer than any test may
    }
  });

  it("may be a guest of 8 MiB, and no more", () => {
    const elf = (bytes: number) => text.replace(/&\[[^u][^\]]*\]/, `&[${"255,".repeat(bytes)}]`);
    const largest = elf(8 * 1024 * 1024);
    assert.equal(read(largest).elf.length, 8 * 1024 * 1024);
    assert.throws(() => read(elf(8 * 1024 * 1024 + 1)), invalid);
    assert.throws(() => read(`${" ".repeat(48 * 1024 * 1024)}${text}`), invalid);
  });

  it("is described by its image id, RiscZeroVerifier and the native binding", async () => {
    const { code, codeExpParam, imageId: computed } = climateGuestCode();
    const expected = { programId: computed, verifier: "riscZeroVerifier", binding: "native" };
    assert.deepEqual(await riscZero().describe(code, codeExpParam), expected);
  });

  it("is refused when its guest of 1.x has another image id than its constant says", async () => {
    const { code, codeExpParam } = climateGuestCode();
    const other = Buffer.from(
      Buffer.from(code)
        .toString()
        .replace(/= \[\d+/, "= [7"),
    );
    await assert.rejects(riscZero().load(other, codeExpParam), invalid);
    await assert.rejects(riscZero().describe(other, codeExpParam), invalid);
  });

  it("is taken at its word for guests from 2.0 on", async () => {
    const program = await riscZero().load(Buffer.from(text), names);
    assert.equal(program.programId, imageId);
  });

  it("is refused when its guest is neither", async () => {
    await assert.rejects(riscZero().load(methodsText(Buffer.from("MZ and so on"), imageId), names), invalid);
  });
});
