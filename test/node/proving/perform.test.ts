import assert from "node:assert/strict";
import { zeroHash } from "viem";
import { LoadedPrograms } from "../../../node/proving/loaded-programs.ts";
import { perform } from "../../../node/proving/perform.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import type { Program, ProofSystem } from "../../../node/proving/types.ts";

/** A proof system with a defect that what it is given brings to light. */
const stumbling = (load: () => Promise<Program>): ProofSystem => ({
  vmTypeID: 99,
  name: "stumbling",
  describe: () => Promise.reject(new Error("not asked")),
  load,
});
const stumble = () => Promise.reject(new TypeError("Cannot convert object to primitive value"));
const program = { dryRun: stumble, prove: stumble, memory: () => 0, release: () => undefined };

describe("what a proof system did not foresee", () => {
  const code = programCodeOf({ vmTypeID: 99, code: Uint8Array.of(1), codeExpParam: "" });
  const run = (load: () => Promise<Program>, action: "dryRun" | "describe") =>
    perform(new LoadedPrograms([stumbling(load)], 1_000), { action, code, input: { messages: [], binding: zeroHash } });

  it("in a message is its device's fault, so that nobody tries it for ever", async () => {
    const odd = run(() => Promise.resolve(program as never), "dryRun");
    await assert.rejects(odd, { code: "INPUTS_INVALID", kind: "input", message: /primitive value/ });
  });

  it("in a program is its project's fault", async () => {
    await assert.rejects(run(stumble, "describe"), { code: "PROGRAM_INVALID", kind: "input", message: /stumbling/ });
  });
});
