import assert from "node:assert/strict";
import { concat, type Hex, numberToHex } from "viem";
import { SCALAR_MODULUS } from "../../../../node/protocol/bn254.ts";
import { halo2Wasm } from "../../../../node/proving/systems/halo2-wasm/index.ts";
import type { Program } from "../../../../node/proving/types.ts";
import { answer, imported, moduleOf } from "./support/modules.ts";
import { binding, inputOf } from "./support/run.ts";

/** Its proof is random, so that two proofs are never the same. */
const random = {
  fields: imported("$random", "__wbg_getRandomValues_0000000000000000", "(param i32 i32)"),
  body: `(call $random (i32.const 6000) (i32.const 32)) ${answer("(i32.const 6000)", "(i32.const 32)")}`,
};
const tails = Array.from({ length: 17 }, (_, index) => index.toString(16).padStart(16, "0"));

describe("a Halo2 module as a program", () => {
  let program: Program;
  beforeEach(async () => {
    program = await halo2Wasm().load(await moduleOf(random), "");
  });

  it("is verified by the project's own contract, which alone tells its id", async () => {
    assert.deepEqual(await halo2Wasm().describe(await moduleOf(random), ""), {
      programId: undefined,
      verifier: "snarkVerifierAdapter",
      binding: "template",
      instances: 3,
    });
    assert.equal(program.programId, undefined);
  });

  it("keeps the proof of a dry run for prove, so that nothing is proved twice", async () => {
    const journal = await program.dryRun(inputOf(["m"]));
    const first = await program.prove(inputOf(["m"]));
    assert.equal(first.journal, journal);
    assert.deepEqual(await program.prove(inputOf(["m"])), first);
  });

  it("keeps it for the same task, device and messages only", async () => {
    const { proof } = await program.prove(inputOf(["m"]));
    const input = inputOf(["m"]);
    const others = [
      inputOf(["n"]),
      inputOf(["m", "m"]),
      inputOf(["m"], tails[1]),
      { ...input, task: { ...input.task!, projectId: 913n } },
      { ...input, task: { ...input.task!, clientId: "did:io:other" } },
    ];
    for (const other of others) assert.notEqual((await program.prove(other)).proof, proof);
  });

  it("keeps the latest sixteen and counts what they take", async () => {
    const { proof } = await program.prove(inputOf(["m"], tails[0]));
    const alone = program.memory();
    for (const tail of tails.slice(1, 16)) await program.prove(inputOf(["m"], tail));
    assert.equal((await program.prove(inputOf(["m"], tails[0]))).proof, proof);
    const full = program.memory();
    assert.ok(full > alone);
    await program.prove(inputOf(["m"], tails[16]));
    assert.equal(program.memory(), full);
    assert.notEqual((await program.prove(inputOf(["m"], tails[0]))).proof, proof);
    program.release();
    assert.ok(program.memory() < alone);
  });

  it("does not keep anything from one run to the next", async () => {
    const counting = {
      fields: "(global $runs (mut i32) (i32.const 0))",
      body: `(global.set $runs (i32.add (global.get $runs) (i32.const 1)))
        (i32.store (i32.const 6000) (global.get $runs)) ${answer("(i32.const 6000)", "(i32.const 1)")}`,
    };
    const counter = await halo2Wasm().load(await moduleOf(counting), "");
    for (const tail of tails.slice(0, 3)) assert.equal((await counter.prove(inputOf(["m"], tail))).proof, "0x01");
  });

  it("does not run without a task", async () => {
    await assert.rejects(program.dryRun({ messages: ["m"], binding }), { code: "TASK_MISSING" });
  });

  it("works on after a run that failed", async () => {
    const body = "(if (i32.eq (local.get $inputLength) (i32.const 7)) (then unreachable))";
    const picky = await halo2Wasm().load(await moduleOf({ ...random, body: body + random.body }), "");
    await assert.rejects(picky.dryRun(inputOf(["bad"])), { code: "INPUTS_REJECTED" });
    assert.ok(await picky.dryRun(inputOf(["good"])));
  });

  it("checks a proof's form, all that can be checked here", async () => {
    const words = (...values: bigint[]): Hex => concat(values.map((value) => numberToHex(value, { size: 32 })));
    const journal = words(1n, 2n, 3n);
    assert.equal(await program.check({ journal, proof: "0x01" }), true);
    for (const bad of [
      { journal, proof: "0x" as const },
      { journal, proof: `0x${"00".repeat(32_769)}` as const },
      { journal: words(1n, 2n), proof: "0x01" as const },
      { journal: words(1n, 2n, 3n, 4n), proof: "0x01" as const },
      { journal: words(SCALAR_MODULUS, 2n, 3n), proof: "0x01" as const },
    ]) {
      assert.equal(await program.check(bad), false);
    }
  });
});
