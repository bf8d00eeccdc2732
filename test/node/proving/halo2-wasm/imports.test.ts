import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { size } from "viem";
import { bindImports } from "../../../../node/proving/systems/halo2-wasm/imports.ts";
import { signaturesOf } from "../../../../node/proving/systems/halo2-wasm/signatures.ts";
import { withOwnMemory } from "../../../../scripts/halo2-module/own-memory.ts";
import { answer, dataAt, imported } from "./support/modules.ts";
import { prove, textOf } from "./support/run.ts";

const hash = "0123456789abcdef";
const text32 = answer("(i32.const 6000)", "(i32.const 32)");

/** getrandom 0.2 with wasm-bindgen 0.2.87, which keeps its values in a list of handles. */
const handles = `
  ${imported("$global", `__wbg_globalThis_${hash}`, "(result i32)")}
  ${imported("$crypto", `__wbg_crypto_${hash}`, "(param i32) (result i32)")}
  ${imported("$array", `__wbg_newwithlength_${hash}`, "(param i32) (result i32)")}
  ${imported("$part", `__wbg_subarray_${hash}`, "(param i32 i32 i32) (result i32)")}
  ${imported("$random", `__wbg_getRandomValues_${hash}`, "(param i32 i32)")}
  ${imported("$memory", "__wbindgen_memory", "(result i32)")}
  ${imported("$buffer", `__wbg_buffer_${hash}`, "(param i32) (result i32)")}
  ${imported("$bytes", `__wbg_new_${hash}`, "(param i32) (result i32)")}
  ${imported("$set", `__wbg_set_${hash}`, "(param i32 i32 i32)")}`;
const randomByHandles = `
  (local.set $a (call $part (call $array (i32.const 256)) (i32.const 0) (i32.const 32)))
  (call $random (call $crypto (call $global)) (local.get $a))
  (call $set (call $bytes (call $buffer (call $memory))) (local.get $a) (i32.const 6000))
  ${text32}`;

/** getrandom 0.2 in its first versions. */
const pointersOfCrypto = `
  ${imported("$crypto", `__wbg_crypto_${hash}`, "(param i32) (result i32)")}
  ${imported("$self", `__wbg_self_${hash}`, "(result i32)")}
  ${imported("$random", `__wbg_getRandomValues_${hash}`, "(param i32 i32 i32)")}`;
const randomOfCrypto = `
  (call $random (call $crypto (call $self)) (i32.const 6000) (i32.const 32)) ${text32}`;

/** getrandom 0.3, which passes address and length. */
const pointers = imported("$random", `__wbg_getRandomValues_${hash}`, "(param i32 i32)");
const randomByPointers = `(call $random (i32.const 6000) (i32.const 32)) ${text32}`;

/** The same names where values are references. */
const references = `
  ${imported("$crypto", `__wbg_crypto_${hash}`, "(param externref) (result externref)")}
  ${imported("$global", `__wbg_globalThis_${hash}`, "(result externref)")}
  ${imported("$array", `__wbg_new_with_length_${hash}`, "(param i32) (result externref)")}
  ${imported("$random", `__wbg_getRandomValues_${hash}`, "(param externref externref)")}
  ${imported("$copy", `__wbg_prototypesetcall_${hash}`, "(param i32 i32 externref)")}
  (global $kept (mut externref) (ref.null extern))`;
const randomByReferences = `
  (global.set $kept (call $array (i32.const 32)))
  (call $random (call $crypto (call $global)) (global.get $kept))
  (call $copy (i32.const 6000) (i32.const 32) (global.get $kept))
  ${text32}`;

describe("what a Halo2 module may import", () => {
  const ways: [string, string, string][] = [
    ["handles", handles, randomByHandles],
    ["crypto, address and length", pointersOfCrypto, randomOfCrypto],
    ["address and length", pointers, randomByPointers],
    ["references", references, randomByReferences],
  ];
  for (const [title, fields, body] of ways) {
    it(`has random bytes, asked for by ${title}`, async () => {
      const [one, two] = [await prove({ fields, body }), await prove({ fields, body })];
      assert.equal(size(one.proof), 32);
      assert.notEqual(one.proof, two.proof);
    });
  }

  it("is bound under every name that wasm-bindgen's targets give its module", async () => {
    for (const module of ["__wbindgen_placeholder__", "wbg", "./halo2_circuit_bg.js", "__wbindgen_externref_xform__"]) {
      const fields = `(import "${module}" "__wbg_now_ffffffffffffffff" (func (result f64)))`;
      assert.equal(textOf(await prove({ fields })), '["a message"]');
    }
  });

  it("has everything that a large real module imports", () => {
    const file = fileURLToPath(import.meta.resolve("@axiom-crypto/halo2-wasm/js/halo2_wasm_bg.wasm"));
    const { imports } = signaturesOf(withOwnMemory(readFileSync(file)));
    assert.equal(bindImports(imports).length, 56);
  });

  it("has no clock: time stands still", async () => {
    const fields = imported("$now", `__wbg_now_${hash}`, "(result f64)");
    const body = `(f64.store (i32.const 6000) (call $now)) ${answer("(i32.const 6000)", "(i32.const 8)")}`;
    assert.equal((await prove({ fields, body })).proof, "0x0000000000000000");
  });

  it("does not lead to Node: no process, no require, no code, no constructors", async () => {
    const fields = `
      ${imported("$global", `__wbg_global_${hash}`, "(result i32)")}
      ${imported("$process", `__wbg_process_${hash}`, "(param i32) (result i32)")}
      ${imported("$undefined", "__wbindgen_is_undefined", "(param i32) (result i32)")}
      ${imported("$require", `__wbg_require_${hash}`, "(result i32)")}
      ${imported("$code", `__wbg_newnoargs_${hash}`, "(param i32 i32) (result i32)")}
      ${imported("$call", `__wbg_call_${hash}`, "(param i32 i32) (result i32)")}
      ${imported("$get", `__wbg_get_${hash}`, "(param i32 i32) (result i32)")}
      ${imported("$text", "__wbindgen_string_new", "(param i32 i32) (result i32)")}
      ${imported("$parse", `__wbg_parse_${hash}`, "(param i32 i32) (result i32)")}
      (global $errors (mut i32) (i32.const 0))
      (func (export "__wbindgen_exn_store") (param i32)
        (global.set $errors (i32.add (global.get $errors) (i32.const 1))))
      ${dataAt(5000, "return this")} ${dataAt(5100, "constructor")} ${dataAt(5200, '{"a":1}')} ${dataAt(5300, "__proto__")}`;
    // Each line adds 1 to what is stored at 6000 if there is nothing.
    const nothing = (value: string, at: number) => `(i32.store8 (i32.const ${6000 + at}) (call $undefined ${value}))`;
    const constructor = "(call $text (i32.const 5100) (i32.const 11))";
    const proto = "(call $text (i32.const 5300) (i32.const 9))";
    const body = `
      (local.set $a (call $call (call $code (i32.const 5000) (i32.const 11)) (call $global)))
      (local.set $b (call $parse (i32.const 5200) (i32.const 7)))
      ${nothing("(call $process (local.get $a))", 0)}
      ${nothing(`(call $get (local.get $a) ${constructor})`, 1)}
      ${nothing(`(call $get (local.get $b) ${constructor})`, 2)}
      ${nothing(`(call $get (local.get $b) ${proto})`, 3)}
      ${nothing(`(call $get (call $text (i32.const 5000) (i32.const 6)) ${constructor})`, 4)}
      (drop (call $require))
      (drop (call $call (local.get $b) (local.get $b)))
      (i32.store8 (i32.const 6005) (global.get $errors))
      ${answer("(i32.const 6000)", "(i32.const 6)")}`;
    assert.equal((await prove({ fields, body })).proof, "0x010101010102");
  });

  it("does not run code of JavaScript", async () => {
    const fields = `${imported("$code", `__wbg_newnoargs_${hash}`, "(param i32 i32) (result i32)")} ${dataAt(5000, "return process")}`;
    const body = "(drop (call $code (i32.const 5000) (i32.const 14)))";
    await assert.rejects(prove({ fields, body }), {
      code: "INPUTS_REJECTED",
      message: /code of JavaScript is not run/,
    });
  });

  const unknown: [string, string, RegExp][] = [
    [
      "an import that nothing answers",
      imported("$x", `__wbg_fetch_${hash}`, "(param i32) (result i32)"),
      /__wbg_fetch_/,
    ],
    [
      "a known import of another form",
      imported("$x", `__wbg_crypto_${hash}`, "(param i32 i32 i32)"),
      /__wbg_crypto_.*\(i32, i32, i32\) -> \(\)/,
    ],
    [
      "a reference where a number belongs",
      imported("$x", "__wbindgen_throw", "(param externref i32)"),
      /__wbindgen_throw/,
    ],
    ["a function of another module", '(import "env" "wasm_input" (func (param i32) (result i64)))', /env\.wasm_input/],
    ["a function of WASI", '(import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))', /proc_exit/],
    [
      "a closure for JavaScript",
      imported("$x", "__wbindgen_closure_wrapper123", "(param i32 i32 i32) (result i32)"),
      /closure_wrapper123/,
    ],
    ["a name every object has", imported("$x", "constructor", "(param i32) (result i32)"), /constructor/],
    ["a global", '(import "__wbindgen_placeholder__" "x" (global i32))', /imports the global/],
  ];
  for (const [title, fields, reason] of unknown) {
    it(`is named when it is ${title}, before anything runs`, async () => {
      await assert.rejects(prove({ fields }), { code: "PROGRAM_INVALID", kind: "input", message: reason });
    });
  }
});
