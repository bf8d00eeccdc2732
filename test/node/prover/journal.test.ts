import assert from "node:assert/strict";
import { concat, type Hex, keccak256, numberToHex, zeroAddress } from "viem";
import { bindingOf, bindings, shortTaskId } from "../../../node/protocol/task.ts";
import { checkJournal, inputOf } from "../../../node/prover/dry-run.ts";

const taskId = keccak256("0x01");
const inputHash = keccak256("0x02");
const bound = {
  taskId,
  prover: zeroAddress,
  task: { gateway: zeroAddress, submittedAt: 1, inputHash, dataHash: keccak256("0x03") },
};
const word = (value: bigint) => numberToHex(value, { size: 32 });
const output = word(9n);

describe("the journal of a task's program", () => {
  const native = { binding: bindings.indexOf("native"), projectId: "912" };
  const template = { binding: bindings.indexOf("template"), projectId: "912" };
  const refuses = (offer: typeof native, journal: Hex, message: RegExp) =>
    assert.throws(() => checkJournal(bound, offer, journal), { code: "JOURNAL_MISMATCH", message });

  it("begins with binding and input hash where the binding is native", () => {
    const binding = bindingOf(taskId, zeroAddress);
    checkJournal(bound, native, concat([binding, inputHash]));
    checkJournal(bound, native, concat([binding, inputHash, output]));
    refuses(native, concat([word(1n), inputHash]), /its binding/);
    refuses(native, concat([binding, output]), /its input hash/);
    refuses(native, binding, /it has 32 bytes/);
  });

  it("ends with the project's id and the last 64 bits of the task's where the binding is the template circuit's", () => {
    const ends = [word(912n), word(shortTaskId(taskId))] as const;
    checkJournal(bound, template, concat([output, ...ends]));
    checkJournal(bound, template, concat(ends));
    refuses(template, concat([output, word(913n), ends[1]]), /it names project 913, not 912/);
    refuses(template, concat([output, ends[0], word(shortTaskId(taskId) + 1n)]), /it names task/);
    refuses(template, concat([output, ends[0], taskId]), /it names task/);
    refuses(template, ends[0], /it has 32 bytes/);
  });
});

describe("what a task's program runs on", () => {
  it("is the messages, the binding, the task by its names, and who judges the proof", () => {
    const work = { messages: ["{}"], clientId: "did:io:ab" };
    const input = inputOf(bound, { projectId: "912", version: "v1", verifier: zeroAddress } as never, work);
    assert.deepEqual(input, {
      messages: ["{}"],
      binding: bindingOf(taskId, zeroAddress),
      task: { projectId: 912n, projectVersion: "v1", taskId, clientId: "did:io:ab" },
      verifier: zeroAddress,
    });
  });
});
