import assert from "node:assert/strict";
import { parseBoundedJson } from "../../../node/protocol/bounded-json.ts";

const limits = { depth: 3, values: 8 };
const parse = (text: string) => parseBoundedJson(Buffer.from(text), limits);

describe("JSON that a stranger wrote", () => {
  it("is read as JSON.parse reads it", () => {
    for (const text of [
      '{"a":[1,{"b":"c"}]}',
      "[]",
      '"x"',
      "7",
      ' {"[[[[":"]],,,,,,,,,,"} ',
      '["\\"[[[[\\\\"]',
      "\ufeff1",
    ]) {
      assert.deepEqual(parse(text), JSON.parse(text.replace("\ufeff", "")));
    }
  });

  it("nests only so deep, and has only so many values", () => {
    assert.deepEqual(parse("[[[1]]]"), [[[1]]]);
    assert.throws(() => parse("[[[[1]]]]"), { name: "SyntaxError", message: /deeper than 3/ });
    assert.deepEqual(parse("[1,2,3,4,5,6,7]"), [1, 2, 3, 4, 5, 6, 7]);
    assert.throws(() => parse("[1,2,3,4,5,6,7,8]"), { name: "SyntaxError", message: /more than 8 values/ });
    assert.throws(() => parse("[[],[],[],[],[]]"), { message: /more than 8 values/ });
    assert.deepEqual(parse("[[],[],[]]"), [[], [], []]); // closed again, so not deep
  });

  it("is refused at its fourth bracket, however many follow", () => {
    assert.throws(() => parseBoundedJson(Buffer.alloc(64 * 1024 * 1024, "["), limits), { message: /deeper/ });
  });

  it("is refused where it is no JSON or no UTF-8", () => {
    for (const text of ["", "[", "]]]]]]]]", '"', '"\\"', '{"a"}', "[1,]"]) {
      assert.throws(() => parse(text), { name: "SyntaxError" }, text);
    }
    assert.throws(() => parseBoundedJson(Uint8Array.of(0x22, 0xff, 0x22), limits), { name: "TypeError" });
  });
});
