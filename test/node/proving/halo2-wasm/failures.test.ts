import assert from "node:assert/strict";
import { concat, encodeAbiParameters, type Hex, numberToHex, parseAbiParameters, size, slice } from "viem";
import { SCALAR_MODULUS } from "../../../../node/protocol/bn254.ts";
import { ProvingPool } from "../../../../node/proving/pool.ts";
import { programCodeOf } from "../../../../node/proving/program-code.ts";
import { vmTypes } from "../../../../node/protocol/vm-types.ts";
import { dataAt, imported, moduleOf } from "./support/modules.ts";
import { inputOf, prove } from "./support/run.ts";

const hash = "fedcba9876543210";
const task = 0x8123456789abcdefn;
const panicHook = imported("$error", `__wbg_error_${hash}`, "(param i32 i32)");
const throwing = imported("$throw", "__wbindgen_throw", "(param i32 i32)");
const endless = "(loop $again (br $again))";

/** A module that returns these bytes, whatever it is asked. */
function returning(result: Hex, length: number = size(result)) {
  const fields = `(data (i32.const 70000) "${result.slice(2).replace(/../g, "\\$&")}")`;
  return prove({ fields, body: `(local.set $at (i32.const 70000)) (local.set $length (i32.const ${length}))` });
}

const encoded = (publicInput: bigint, taskId: bigint, proof: Hex): Hex =>
  encodeAbiParameters(parseAbiParameters("uint256, uint256, bytes"), [publicInput, taskId, proof]);

describe("a Halo2 module that stops", () => {
  const rejected: [string, Parameters<typeof prove>[0], RegExp][] = [
    [
      "with the message of its panic, call stack apart",
      {
        fields: panicHook + dataAt(5000, "panicked at src/lib.rs:24:65:\nno field private_a\n\nStack:\n\nsecret path"),
        body: "(call $error (i32.const 5000) (i32.const 68)) unreachable",
      },
      /without a proof: panicked at src\/lib\.rs:24:65: no field private_a\./,
    ],
    [
      "with what it throws",
      { fields: throwing + dataAt(5000, "recursive use"), body: "(call $throw (i32.const 5000) (i32.const 13))" },
      /recursive use/,
    ],
    ["without a word", { body: "unreachable" }, /unreachable/],
    ["reading beyond its memory", { body: "(drop (i32.load (i32.const -4)))" }, /out of bounds/],
    ["dividing by zero", { body: "(drop (i32.div_u (i32.const 1) (local.get $a)))" }, /divide by zero/],
    ["calling itself without end", { fields: "(func $deep (call $deep))", body: "(call $deep)" }, /call stack/],
    [
      "throwing a text beyond its memory",
      { fields: throwing, body: "(call $throw (i32.const 131072) (i32.const 10))" },
      /length/,
    ],
    ["with a start function that traps", { fields: "(func $s unreachable) (start $s)" }, /unreachable/],
  ];
  for (const [title, text, reason] of rejected) {
    it(`${title} rejects the inputs, and says so`, async () => {
      await assert.rejects(prove(text), { code: "INPUTS_REJECTED", kind: "input", message: reason });
    });
  }

  it("makes the reason fit a sentence, however long it is", async () => {
    const fields = panicHook + dataAt(8000, `a\nb\0c\u202e${"x".repeat(3000)}`);
    const body = "(call $error (i32.const 8000) (i32.const 3008)) unreachable";
    await assert.rejects(prove({ fields, body }), (error: Error) => {
      assert.match(error.message, /a b c x+…/);
      return error.message.length < 400;
    });
  });
});

describe("a Halo2 module that takes all it can get", () => {
  const greedy: [string, Parameters<typeof prove>[0], RegExp][] = [
    [
      "of memory",
      { body: "(loop $more (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable" },
      /stopped with (7|8)(\.\d+)? MiB of 8/,
    ],
    [
      "of buffers of the host",
      {
        fields: imported("$array", `__wbg_newwithlength_${hash}`, "(param i32) (result i32)"),
        body: "(loop $more (drop (call $array (i32.const 0x8000000))) (br $more))",
      },
      /256 MiB/,
    ],
    [
      "of values of the host",
      {
        fields: imported("$memory", "__wbindgen_memory", "(result i32)"),
        body: "(loop $more (drop (call $memory)) (br $more))",
      },
      /1000000 JavaScript values/,
    ],
    [
      "of text of the host",
      {
        fields: imported("$text", "__wbindgen_string_new", "(param i32 i32) (result i32)"),
        body: "(loop $more (drop (call $text (i32.const 0) (i32.const 100000))) (br $more))",
      },
      /256 MiB/,
    ],
  ];
  for (const [title, text, reason] of greedy) {
    it(`${title} is stopped at its limit`, async () => {
      await assert.rejects(prove(text, { memoryMb: 8 }), { code: "OUT_OF_MEMORY", message: reason });
    });
  }

  it("of time costs its worker, which is replaced", async () => {
    const worker = new URL("support/halo2-worker.ts", import.meta.url);
    const pool = new ProvingPool({ threads: 1, timeoutMs: 600_000, dryRunTimeoutMs: 1_000, worker });
    const programOf = async (body?: string) =>
      programCodeOf({ vmTypeID: vmTypes.halo2, code: await moduleOf({ body }), codeExpParam: "" });
    try {
      const good = await programOf();
      const before = await pool.prove(good, inputOf(["m"]));
      await assert.rejects(pool.dryRun(await programOf(endless), inputOf(["m"])), { code: "PROVING_TIMEOUT" });
      assert.equal((await pool.prove(good, inputOf(["m"]))).journal, before.journal);
    } finally {
      await pool.close();
    }
  });
});

describe("a Halo2 module's result", () => {
  it("is used when it is the template's", async () => {
    const { journal, proof } = await returning(encoded(SCALAR_MODULUS - 1n, task, "0xc0ffee"));
    assert.equal(proof, "0xc0ffee");
    assert.equal(journal, concat([SCALAR_MODULUS - 1n, 912n, task].map((v) => numberToHex(v, { size: 32 }))));
  });

  const good = encoded(900n, task, "0xc0ffee");
  const invalid: [string, Hex, RegExp, number?][] = [
    ["another task", encoded(900n, task + 1n, "0xc0ffee"), /names the task/],
    ["the whole task id instead of 64 bits", encoded(900n, (1n << 64n) + task, "0xc0ffee"), /names the task/],
    ["a public input beyond the field", encoded(SCALAR_MODULUS, task, "0xc0ffee"), /beyond the field/],
    ["no proof", encoded(900n, task, "0x"), /proof is empty/],
    ["too long a proof", encoded(900n, task, `0x${"00".repeat(32_769)}`), /more than 32768/],
    ["nothing", "0x", /0 bytes are not abi\.encode/],
    ["JSON, as of early versions", "0x7b2270726f6f66223a22227d", /not abi\.encode/],
    ["a word less", good.slice(0, -64) as Hex, /not abi\.encode/],
    ["a word more", concat([good, numberToHex(0, { size: 32 })]), /not abi\.encode/],
    ["a proof padded with something", `${good.slice(0, -2)}01` as Hex, /not abi\.encode/],
    ["an offset that leads elsewhere", concat([slice(good, 0, 95), "0x80", slice(good, 96)]), /not abi\.encode/],
    ["more than 64 KiB", good, /65537 bytes, more than 65536/, 65_537],
    ["what lies beyond its memory", good, /beyond the memory/, 65_000],
    ["a length below zero", good, /4294967295 bytes/, -1],
  ];
  for (const [title, result, reason, length] of invalid) {
    it(`is not used when it is ${title}`, async () => {
      await assert.rejects(returning(result, length), { code: "RESULT_INVALID", kind: "input", message: reason });
    });
  }
});
