import assert from "node:assert/strict";
import { SCALAR_MODULUS } from "../../../node/protocol/bn254.ts";
import { circuitInputs } from "../../../node/proving/circom/inputs.ts";

const binding = `0x00${"12".repeat(31)}` as const;
const inputsOf = (...messages: string[]) => Object.fromEntries(circuitInputs({ messages, binding }));

describe("a circuit's inputs", () => {
  it("are the values of one message by signal name, and the binding", () => {
    assert.deepEqual(inputsOf('{"a":1,"b":"22","c":[[1,2],["3",4]],"d":[]}'), {
      binding: [BigInt(binding)],
      a: [1n],
      b: [22n],
      c: [1n, 2n, 3n, 4n],
      d: [],
    });
  });

  it("are arrays over the messages when there are several", () => {
    assert.deepEqual(inputsOf('{"a":1,"b":[1,2]}', '{"b":[3,4],"a":5}'), {
      binding: [BigInt(binding)],
      a: [1n, 5n],
      b: [1n, 2n, 3n, 4n],
    });
  });

  it("take field elements up to the field's order and negative integers as residues", () => {
    const inputs = inputsOf(`{"a":"${SCALAR_MODULUS - 1n}","b":-1,"c":"-${SCALAR_MODULUS - 1n}","d":-0}`);
    assert.deepEqual(
      [inputs["a"], inputs["b"], inputs["c"], inputs["d"]],
      [[SCALAR_MODULUS - 1n], [SCALAR_MODULUS - 1n], [1n], [0n]],
    );
  });

  it("are integers exactly as they are written, also those that a JavaScript number cannot hold", () => {
    const inputs = inputsOf(`{"a":9007199254740993,"b":-9007199254740993,"c":1e20,"d":12.50e1,"e":1.0,"f":0e99999}`);
    assert.deepEqual(inputs["a"], [9007199254740993n]);
    assert.deepEqual(inputs["b"], [SCALAR_MODULUS - 9007199254740993n]);
    assert.deepEqual([inputs["c"], inputs["d"], inputs["e"], inputs["f"]], [[10n ** 20n], [125n], [1n], [0n]]);
    assert.deepEqual(inputsOf(`{"a":${SCALAR_MODULUS - 1n}}`)["a"], [SCALAR_MODULUS - 1n]);
  });

  it("are buses over the messages when there are several", () => {
    const inputs = inputsOf('{"p":{"x":1,"y":[2,3]}}', '{"p":{"x":4,"y":[5,6]}}');
    assert.deepEqual(inputs, {
      binding: [BigInt(binding)],
      "p[0].x": [1n],
      "p[0].y": [2n, 3n],
      "p[1].x": [4n],
      "p[1].y": [5n, 6n],
    });
  });

  const refused: [string, string[]][] = [
    ["no message", []],
    ["no JSON", ["{"]],
    ["JSON that is no object", ["[1]"]],
    ["null", ["null"]],
    ["a value for the binding", ['{"binding":1}']],
    ["a name that is no signal's", ['{"a b":1}']],
    ["an empty name", ['{"":1}']],
    ["a fraction", ['{"a":1.5}']],
    ["a fraction that JSON.parse rounds to an integer", ['{"a":9007199254740991.4}']],
    ["a fraction that JSON.parse rounds to another integer", ['{"a":[1,0.99999999999999999999]}']],
    ["hexadecimal digits without 0x", ['{"a":"ff"}']],
    ["a negative hexadecimal string", ['{"a":"-0x10"}']],
    ["0x alone", ['{"a":"0x"}']],
    ["a hexadecimal string beyond the field", [`{"a":"0x${"f".repeat(64)}"}`]],
    ["an integer of very many digits", [`{"a":${"1".repeat(1000)}}`]],
    ["an integer of a vast exponent", ['{"a":1e99999}']],
    ["an empty string", ['{"a":""}']],
    ["a string of very many digits", [`{"a":"${"0".repeat(78)}"}`]],
    ["the field's order", [`{"a":"${SCALAR_MODULUS}"}`]],
    ["minus the field's order", [`{"a":"-${SCALAR_MODULUS}"}`]],
    ["a boolean", ['{"a":true}']],
    ["null as a value", ['{"a":null}']],
    ...['{"toString":null}', '{"valueOf":null,"toString":null}', '{"__proto__":null}'].map(
      (odd): [string, string[]] => [`the odd value ${odd}`, [`{"a":${odd}}`]],
    ),
    ["a bus that is also set by its signal's name", ['{"a":{"b":1},"a.b":1}']],
    ["buses and values in one array", ['{"a":[1,{"b":1}]}']],
    ["a bus whose signals have no such names", ['{"a":{"b c":1}}']],
    ["a bus of endless levels", [`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`]],
    ["a bus with an endless name", [`{"a":{"${"b".repeat(600)}":1}}`]],
    ["endless nesting", [`{"a":${"[".repeat(5000)}1${"]".repeat(5000)}}`]],
    ["messages with different signals", ['{"a":1}', '{"b":1}']],
    ["a second message with fewer signals", ['{"a":1,"b":1}', '{"a":1}']],
    ["a second message with more signals", ['{"a":1}', '{"a":1,"b":1}']],
  ];
  for (const [title, messages] of refused) {
    it(`made of ${title} are refused with INPUTS_INVALID`, () => {
      assert.throws(() => circuitInputs({ messages, binding }), { code: "INPUTS_INVALID", kind: "input" });
    });
  }

  it("may be called like properties every object has", () => {
    assert.deepEqual(circuitInputs({ messages: ['{"__proto__":1,"constructor":2}'], binding }).get("__proto__"), [1n]);
  });
});
