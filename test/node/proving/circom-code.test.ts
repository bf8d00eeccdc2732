import assert from "node:assert/strict";
import { packCode, readCode } from "../../../node/proving/circom/code.ts";
import { seededRandom } from "../..//support/random.ts";

const random = seededRandom("circom code");
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

describe("the code of a Circom program", () => {
  it("is read as it was packed, files of every length", () => {
    for (const length of [1, 2, 3, 49_151, 49_152, 49_153, 98_304, 200_000]) {
      const code = { wasm: random.bytes(length), zkey: random.bytes(length + 1) };
      const { wasm, zkey } = readCode(packCode(code));
      assert.deepEqual([Buffer.from(wasm), Buffer.from(zkey)], [code.wasm, code.zkey]);
    }
  });

  it("is the same in any other form of the same JSON", () => {
    for (const text of [
      '{ "wasm": "AQID", "zkey": "BAU=" }',
      '{"zkey":"BAU=","wasm":"AQID"}',
      '{"wasm":"AQID","zkey":"BAU"}',
      '{"wasm":"A\\u0051ID","zkey":"BAU="}',
    ]) {
      const { wasm, zkey } = readCode(bytes(text));
      assert.deepEqual(
        [[...wasm], [...zkey]],
        [
          [1, 2, 3],
          [4, 5],
        ],
        text,
      );
    }
  });

  it("is refused when it is anything else", () => {
    for (const text of [
      "",
      "{}",
      '{"wasm":"',
      '{"wasm":"","zkey":"BAU="}',
      '{"wasm":"AQID","zkey":""}',
      '{"wasm":"AQID","zkey":"BAU=","more":"AQID"}',
      '{"wasm":"AQID","zkey":"BA"}"}',
    ]) {
      assert.throws(() => readCode(bytes(text)), { name: "W3bError", code: "PROGRAM_INVALID" }, text);
    }
  });
});
