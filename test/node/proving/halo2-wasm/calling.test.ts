import assert from "node:assert/strict";
import { halo2Wasm } from "../../../../node/proving/systems/halo2-wasm/index.ts";
import { answer, compile, dataAt, echo, imported, moduleOf } from "./support/modules.ts";
import { inputOf, prove, textOf, wordsOf } from "./support/run.ts";

/** The proof is everything from the first text to the end of the last, which malloc puts behind one another. */
const allArguments = answer(
  "(local.get $client)",
  "(i32.sub (i32.add (local.get $input) (local.get $inputLength)) (local.get $client))",
);
const expectedInput = '["a message"]';

describe("calling a Halo2 module's prove", () => {
  for (const returns of ["memory", "values"] as const) {
    for (const fallible of [false, true]) {
      const form = `${fallible ? "Result<Vec<u8>, JsValue>" : "Vec<u8>"} in ${returns}`;
      it(`passes numbers and texts and takes ${form}`, async () => {
        const proof = await prove({ body: allArguments, returns, fallible });
        assert.deepEqual(wordsOf(proof), [7n, 912n, 0x8123456789abcdefn]);
        assert.match(textOf(proof), /^did:io:ünicode\0+\["a message"\]$/);
      });
    }

    it(`takes an error from Result<Vec<u8>, JsValue> in ${returns}`, async () => {
      const fields = [
        imported("$text", "__wbindgen_string_new", "(param i32 i32) (result i32)"),
        dataAt(5000, "no readings"),
      ];
      const body = `(local.set $failed (i32.const 1)) (local.set $error (call $text (i32.const 5000) (i32.const 11)))`;
      await assert.rejects(prove({ fields: fields.join(""), body, returns, fallible: true }), {
        code: "INPUTS_REJECTED",
        kind: "input",
        message: /no readings/,
      });
    });
  }

  it("passes several messages as a JSON array of their data", async () => {
    const program = await halo2Wasm().load(await moduleOf({ body: echo }), "");
    const proof = await program.prove(inputOf(['{"a":"é"}', "plain"]));
    assert.equal(textOf(proof), '["{\\"a\\":\\"é\\"}","plain"]');
  });

  it("tells the whole project id and the last 64 bits of the task id, however large", async () => {
    const program = await halo2Wasm().load(await moduleOf({}), "");
    const input = inputOf(["m"], "ffffffffffffffff");
    const proof = await program.prove({ ...input, task: { ...input.task!, projectId: 2n ** 64n - 1n } });
    assert.deepEqual(wordsOf(proof), [7n, 2n ** 64n - 1n, 2n ** 64n - 1n]);
    const beyond = program.prove({ ...input, task: { ...input.task!, projectId: 2n ** 64n } });
    await assert.rejects(beyond, { code: "PROGRAM_INVALID", message: /64 bits/ });
  });

  it("finds an allocator whose export was renamed", async () => {
    assert.equal(textOf(await prove({ malloc: "__wbindgen_export_2" })), expectedInput);
  });

  it("calls __wbindgen_start first, and uses a table of external references where there is one", async () => {
    const fields = `
      ${imported("$init", "__wbindgen_init_externref_table", "")}
      ${imported("$text", "__wbindgen_string_new", "(param i32 i32) (result externref)")}
      ${imported("$isUndefined", "__wbg_wbindgenisundefined_0123456789abcdef", "(param externref) (result i32)")}
      ${imported("$throw", "__wbg___wbindgen_throw_0123456789abcdef", "(param i32 i32)")}
      (table (export "__wbindgen_externrefs") 4 externref)
      (global $next (mut i32) (i32.const 0))
      (func $alloc (export "__externref_table_alloc") (result i32)
        (global.set $next (i32.add (global.get $next) (i32.const 1))) (global.get $next))
      (func (export "__wbindgen_start") (call $init))
      ${dataAt(5000, "from a table")}`;
    const body = `
      ;; the constants stand behind the table's four entries, undefined first
      (if (i32.eqz (call $isUndefined (table.get 0 (i32.const 4)))) (then (call $throw (i32.const 5000) (i32.const 12))))
      (local.set $error (call $alloc))
      (table.set 0 (local.get $error) (call $text (i32.const 5000) (i32.const 12)))
      (local.set $failed (i32.const 1))`;
    await assert.rejects(prove({ fields, body, returns: "values", fallible: true }), {
      code: "INPUTS_REJECTED",
      message: /stopped without a proof: from a table\./,
    });
  });

  const notModules: [string, () => Promise<Uint8Array> | Uint8Array, RegExp][] = [
    ["that is no WebAssembly", () => Buffer.from("pub const X_ELF"), /WebAssembly/],
    ["that is cut short", async () => (await moduleOf({})).subarray(0, 200), /./],
    [
      "without prove",
      () =>
        compile(
          '(memory (export "memory") 1) (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 0))',
        ),
      /no function "prove"/,
    ],
    [
      "whose prove takes one text, as of early versions",
      () =>
        compile(
          '(memory (export "memory") 1) (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 0)) (func (export "prove") (param i32 i32 i32))',
        ),
      /its prove is \(i32, i32, i32\) -> \(\)/,
    ],
    ["that exports no memory", () => compile('(func (export "prove") (param i32 i32 i32))'), /exports no memory/],
    ["that no wasm-bindgen has built", () => compile('(memory (export "memory") 1)'), /__wbindgen_malloc/],
    [
      "that imports its memory",
      () => compile('(import "env" "memory" (memory 1 2 shared))'),
      /imports the memory "env.memory"/,
    ],
    ["that needs more memory than it may have", () => compile('(memory (export "memory") 20000)'), /needs 1250 MiB/],
  ];
  for (const [title, code, reason] of notModules) {
    it(`refuses a code ${title} with PROGRAM_INVALID`, async () => {
      const expected = { code: "PROGRAM_INVALID", kind: "input", message: reason } as const;
      await assert.rejects(halo2Wasm().load(await code(), ""), expected);
      await assert.rejects(halo2Wasm().describe(await code(), ""), expected);
    });
  }
});
