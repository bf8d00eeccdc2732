import assert from "node:assert/strict";
import { zeroHash } from "viem";
import { KeptWitnesses } from "../../../node/proving/kept-witnesses.ts";
import { circomGroth16 } from "../../../node/proving/systems/circom-groth16/index.ts";
import type { ProgramInput } from "../../../node/proving/types.ts";
import { roomClimateProgram, windowMessage } from "./support/room-climate.ts";

const program = roomClimateProgram();
const message = windowMessage();
const inputOf = (task: number): ProgramInput => ({
  messages: [message],
  binding: `0x${task.toString(16).padStart(64, "0")}`,
});
const witnessOf = (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes));

describe("the witnesses of dry runs", () => {
  it("are what another thread's program proves from, without running again", async () => {
    const [runs, proves] = await Promise.all([0, 1].map(() => circomGroth16.load(program.code, "", program.codeHash)));
    const journal = await runs!.dryRun(inputOf(7));
    const witness = runs!.takeWitness?.();
    assert.ok(witness && witness.length > 32);
    // The messages would be refused if they were looked at.
    const proof = await proves!.prove({ ...inputOf(7), messages: [] }, undefined, witness);
    assert.equal(proof.journal, journal);
    assert.ok(await proves!.check(proof));
    for (const loaded of [runs!, proves!]) loaded.release();
  });

  it("are given once, and only of runs for a task", async () => {
    const loaded = await circomGroth16.load(program.code, "", program.codeHash);
    await loaded.dryRun(inputOf(1));
    assert.ok(loaded.takeWitness?.());
    assert.equal(loaded.takeWitness?.(), undefined);
    await loaded.dryRun({ ...inputOf(1), binding: zeroHash });
    assert.equal(loaded.takeWitness?.(), undefined);
  });

  it("are kept for the same program, task and messages, and used once", () => {
    const kept = new KeptWitnesses(1_000);
    const witness = witnessOf(100);
    kept.keep(program, inputOf(1), witness);
    assert.equal(kept.take(program, inputOf(2)), undefined);
    assert.equal(kept.take(program, { ...inputOf(1), messages: ["{}"] }), undefined);
    assert.equal(kept.take({ ...program, codeHash: zeroHash }, inputOf(1)), undefined);
    assert.equal(kept.take(program, inputOf(1)), witness);
    assert.equal(kept.take(program, inputOf(1)), undefined);
  });

  it("make room by their age, for as many bytes as are allowed", () => {
    const kept = new KeptWitnesses(250);
    for (const task of [1, 2, 3]) kept.keep(program, inputOf(task), witnessOf(100));
    assert.equal(kept.bytes, 200);
    assert.equal(kept.take(program, inputOf(1)), undefined);
    assert.ok(kept.take(program, inputOf(2)));
    assert.equal(kept.bytes, 100);
  });

  it("drive out no others when they are too large to be kept", () => {
    const kept = new KeptWitnesses(250);
    kept.keep(program, inputOf(1), witnessOf(100));
    kept.keep(program, inputOf(2), witnessOf(251));
    assert.equal(kept.take(program, inputOf(2)), undefined);
    assert.ok(kept.take(program, inputOf(1)));
    assert.equal(kept.bytes, 0);
  });
});
