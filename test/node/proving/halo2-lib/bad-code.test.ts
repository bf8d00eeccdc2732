import assert from "node:assert/strict";
import type { W3bError } from "../../../../node/protocol/errors.ts";
import type { Halo2Code } from "../../../../node/proving/systems/halo2-lib/code.ts";
import { halo2Lib } from "../../../../node/proving/systems/halo2-lib/index.ts";
import type { Operation } from "../../../../node/proving/systems/halo2-lib/operations.ts";
import { developmentSrs } from "../../../../scripts/halo2-lib/development-srs.ts";
import { binding, changed, message, tiny, tinyCode, zero } from "./support.ts";

type Change = (parts: Halo2Code) => Partial<Record<keyof Halo2Code, unknown>>;

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const invalid = { code: "PROGRAM_INVALID", kind: "input" };
const config =
  (change: Partial<typeof tiny.config>): Change =>
  () => ({ config: { ...tiny.config, ...change } });
const flipped = (data: Uint8Array, at: number) => data.map((byte, i) => (i === at ? byte ^ 1 : byte));
const operations =
  (...more: unknown[]): Change =>
  (parts) => ({ operations: [...parts.operations, ...more] });

describe("a code that is no halo2-lib program", () => {
  const malformed: [string, Uint8Array][] = [
    ["empty", new Uint8Array()],
    ["not JSON", bytes("{")],
    ["not an object", bytes("[]")],
    ["of another format", bytes(Buffer.from(tinyCode).toString().replace("halo2-lib 1", "halo2-lib 2"))],
    ["one with a field too many", bytes(Buffer.from(tinyCode).toString().replace("{", '{"more":1,'))],
  ];
  for (const [what, code] of malformed) {
    it(`is refused when it is ${what}`, () => refused(code));
  }

  const changes: [string, Change][] = [
    ["k beyond what a worker can prove", config({ k: 17 })],
    ["more cells than a worker can prove", config({ numAdvice: 127, numLookupAdvice: 127, k: 12 })],
    ["no columns", config({ numAdvice: 0 })],
    ["lookups that do not fit the rows", config({ numLookupBits: 8 })],
    ["another k than its set-up", config({ k: 9 })],
    ["a key for other columns", config({ numAdvice: 2 })],
    ["an input named binding", () => ({ inputs: { binding: 1, a: 1, list: 3 } })],
    ["an input of a strange name", () => ({ inputs: { "a b": 1, a: 1, list: 3 } })],
    ["too many inputs", () => ({ inputs: { a: 1, list: 2 ** 15 } })],
    [
      "a key with a point off the curve",
      ({ partialVk }) => ({ partialVk: partialVk.map((b, i) => (i >= 32 && i < 64 ? 63 : b)) }),
    ],
    [
      "a key with a digest beyond the field",
      ({ partialVk }) => ({ partialVk: partialVk.map((b, i) => (i < 32 ? 255 : b)) }),
    ],
    ["a truncated set-up", ({ srs }) => ({ srs: srs.subarray(0, -1) })],
    ["a set-up that says another k", ({ srs }) => ({ srs: flipped(srs, 0) })],
    ["no public values", () => ({ operations: [] })],
    [
      "a first public value that is not the binding",
      (parts) => ({ operations: [["make_public", 1], ...parts.operations] }),
    ],
    ["an operation that is no array", operations({})],
    ["an unknown operation", operations(["free"])],
    ["an operation of JavaScript's objects", operations(["constructor"])],
    ["an operation that halo2-wasm has, but circuits do not", operations(["witness", "1"])],
    ["a missing argument", operations(["add", 1])],
    ["a wire that does not exist yet", operations(["neg", 10_000])],
    ["a wire that is no number", operations(["neg", "1"])],
    ["a wire that is no whole number", operations(["neg", 0.5])],
    ["no wires to add", operations(["sum", []])],
    ["arrays of different lengths", operations(["inner_product", [1, 2], [1]])],
    ["a constant that is no decimal number", operations(["constant", "0x10"])],
    ["a constant that is far too long", operations(["constant", "1".repeat(78)])],
    ["a number of bits beyond the field", operations(["num_to_bits", 1, 255])],
    ["a check of no bits", operations(["range_check", 1, 0])],
    ["an indicator of 2^31 wires", operations(["bits_to_indicator", Array.from({ length: 31 }, () => 1)])],
    ["an indicator beyond the limit", operations(["idx_to_indicator", 1, 2 ** 16 + 1])],
    [
      "operations that make too many wires",
      operations(...Array.from({ length: 9 }, (): Operation => ["idx_to_indicator", 1, 2 ** 16])),
    ],
  ];
  for (const [what, change] of changes) {
    it(`is refused with ${what}`, () => refused(changed(change)));
  }

  const unsound: [string, Change][] = [
    ["an example that it rejects", () => ({ example: JSON.stringify({ a: 200, list: [1, 2, 3] }) })],
    ["an example at which the library panics", () => ({ example: JSON.stringify({ a: 0, list: [1, 2, 3] }) })],
    ["an example with other inputs", () => ({ example: "{}" })],
    [
      "a circuit that does not fit its rows",
      operations(...Array.from({ length: 100 }, (): Operation => ["mul", 1, 2])),
    ],
    ["a circuit of far more cells than it has room for", operations(...powers(2000))],
  ];
  for (const [what, change] of unsound) {
    it(`is refused when it first runs, before anybody submits or claims: ${what}`, async () => {
      const program = await halo2Lib.load(changed(change));
      await assert.rejects(program.dryRun({ messages: [message], binding: zero }), invalid);
    });
  }

  const unprovable: [string, Change][] = [
    ["the key of another circuit", operations(["add", 1, 2])],
    ["the set-up of another secret", () => ({ srs: developmentSrs(tiny.config.k) })],
    ["a set-up with a wrong power", ({ srs }) => ({ srs: swapped(srs, 4 + 64 * 200, 4 + 64 * 201) })],
    ["a set-up with another s G2", ({ srs }) => ({ srs: otherG2(srs) })],
  ];
  for (const [what, change] of unprovable) {
    it(`is refused in its trial proof, before anybody claims a task: ${what}`, async () => {
      const program = await halo2Lib.load(changed(change));
      const input = { messages: [message], binding };
      const reason = await program.prove(input).catch((error: unknown) => error);
      assert.equal((reason as W3bError).code, "PROGRAM_INVALID");
      assert.equal(await program.prove(input).catch((error: unknown) => error), reason, "it is found once");
    });
  }
});

async function refused(code: Uint8Array): Promise<void> {
  await assert.rejects(halo2Lib.load(code), invalid);
  await assert.rejects(halo2Lib.describe(code), invalid);
}

function powers(count: number): Operation[] {
  return Array.from({ length: count }, () => ["pow_var", 1, 2, 250]);
}

/** The data with two points of G1 exchanged. */
function swapped(data: Uint8Array, left: number, right: number): Uint8Array {
  const result = data.slice();
  result.set(data.subarray(right, right + 64), left);
  result.set(data.subarray(left, left + 64), right);
  return result;
}

function otherG2(srs: Uint8Array): Uint8Array {
  const result = srs.slice();
  result.set(developmentSrs(tiny.config.k).subarray(-128), srs.length - 128);
  return result;
}
