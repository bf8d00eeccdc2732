import assert from "node:assert/strict";
import { SCALAR_MODULUS } from "../../../node/proving/groth16/constants.ts";
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

  const refused: [string, string[]][] = [
    ["no message", []],
    ["no JSON", ["{"]],
    ["JSON that is no object", ["[1]"]],
    ["null", ["null"]],
    ["a value for the binding", ['{"binding":1}']],
    ["a name that is no signal's", ['{"a b":1}']],
    ["an empty name", ['{"":1}']],
    ["a fraction", ['{"a":1.5}']],
    ["a number JSON cannot carry exactly", ['{"a":9007199254740993}']],
    ["a hexadecimal string", ['{"a":"0x10"}']],
    ["an empty string", ['{"a":""}']],
    ["a string of very many digits", [`{"a":"${"0".repeat(78)}"}`]],
    ["the field's order", [`{"a":"${SCALAR_MODULUS}"}`]],
    ["minus the field's order", [`{"a":"-${SCALAR_MODULUS}"}`]],
    ["a boolean", ['{"a":true}']],
    ["null as a value", ['{"a":null}']],
    ...[
      '{"toString":null}',
      '{"toString":1}',
      '{"valueOf":null,"toString":null}',
      '{"__proto__":null}',
      "[{}]",
      "{}",
    ].map((odd): [string, string[]] => [`the odd value ${odd}`, [`{"a":${odd}}`]]),
    ["an object as a value", ['{"a":{"b":1}}']],
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
