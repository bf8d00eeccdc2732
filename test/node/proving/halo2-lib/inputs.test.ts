import assert from "node:assert/strict";
import { type CircuitValue, makePublic, sum } from "@axiom-crypto/halo2-lib-js";
import { halo2Lib } from "../../../../node/proving/systems/halo2-lib/index.ts";
import { packCircuit } from "../../../../node/proving/systems/halo2-lib/pack.ts";
import type { Program } from "../../../../node/proving/types.ts";
import { binding, message, tiny, tinyCode, tinySrs, zero } from "./support.ts";

describe("the inputs of a halo2-lib program", () => {
  let program: Program;
  beforeEach(async () => {
    program = await halo2Lib.load(tinyCode);
  });

  const run = (...messages: string[]) => program.dryRun({ messages, binding: zero });

  const malformed: [string, string[]][] = [
    ["no message", []],
    ["not JSON", ["{"]],
    ["no object", ["[1]"]],
    ["an input missing", ['{"a":1}']],
    ["an input too many", ['{"a":1,"list":[1,2,3],"b":1}']],
    ["too few values", ['{"a":1,"list":[1,2]}']],
    ["too many values", ['{"a":1,"list":[1,2,3,4]}']],
    ["an array for one value", ['{"a":[1,2],"list":[1,2,3]}']],
    ["a fraction", ['{"a":1.5,"list":[1,2,3]}']],
    ["a value beyond the field", [`{"a":"${"9".repeat(77)}","list":[1,2,3]}`]],
    ["a binding of the sender's", ['{"a":1,"list":[1,2,3],"binding":1}']],
    ["more messages than there are values", [message, message]],
  ];
  for (const [what, messages] of malformed) {
    it(`are invalid with ${what}`, async () => {
      for (const input of [zero, binding]) {
        await assert.rejects(program.dryRun({ messages, binding: input }), { code: "INPUTS_INVALID", kind: "input" });
        await assert.rejects(program.prove({ messages, binding: input }), { code: "INPUTS_INVALID", kind: "input" });
      }
    });
  }

  it("may be spread over messages, each with a value of every name", async () => {
    const circuit = ({ list }: { list: CircuitValue[] }) => makePublic(sum(list));
    const spread = { ...tiny, inputs: { list: 3 }, circuit, example: '{"list":[1,2,3]}' };
    const { code } = packCircuit(spread, tinySrs);
    const messages = ["1", "20", "300"].map((list) => JSON.stringify({ list }));
    const journal = await (await halo2Lib.load(code)).dryRun({ messages, binding: zero });
    assert.equal(BigInt(journal), 321n);
  });

  const rejected: [string, string][] = [
    ["a constraint does not hold", '{"a":128,"list":[100,1,2]}'],
    ["the library panics while it assigns them", '{"a":0,"list":[100,1,2]}'],
    ["a negative number is given where bits are checked", '{"a":-1,"list":[100,1,2]}'],
  ];
  for (const [what, data] of rejected) {
    it(`are rejected when ${what}, and the next message is run as if nothing had happened`, async () => {
      const good = await run(message);
      for (const call of [() => run(data), () => program.prove({ messages: [data], binding })]) {
        await assert.rejects(call(), { code: "INPUTS_REJECTED", kind: "input" });
        assert.equal(await run(message), good);
      }
      assert.ok(await program.check(await program.prove({ messages: [message], binding })));
    });
  }

  it("take no more memory, however often they are rejected", async () => {
    await run(message);
    const [before, processBefore] = [program.memory(), process.memoryUsage().rss];
    // Each rejection loses an instance of over 6 MB, so these lose 600 MB.
    for (let i = 0; i < 100; i++) await assert.rejects(run('{"a":0,"list":[1,2,3]}'), { code: "INPUTS_REJECTED" });
    await run(message);
    assert.equal(program.memory(), before);
    assert.ok(process.memoryUsage().rss - processBefore < 250 * 2 ** 20);
  });
});
