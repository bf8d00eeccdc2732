import assert from "node:assert/strict";
import { concat } from "viem";
import { R } from "../../support/bn254.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { mined, reverts } from "../support/expect.ts";
import { assertSolvent, claim, claimedTask, proofOf, prove, submitTask, word } from "../support/tasks.ts";
import { groth16Verifier, native, actors, program, reset, taskManager } from "../support/world.ts";
import { changedWord } from "./support.ts";

describe("Attack: public signals of the field's order or more", () => {
  let good: Proof;

  beforeEach(async () => {
    await reset();
    good = await program.prove(7n, word(12345n));
  });

  it("give no true statement a second name: all five multiples that fit a word are refused", async () => {
    for (let i = 0; i < 2; i++) {
      for (let k = 1n; k <= 5n; k++) {
        const journal = changedWord(good.journal, i, (value) => value + k * R);
        const alone = groth16Verifier.read.verify([program.programId, journal, good.proof]);
        await reverts(alone, "InputNotInField", [BigInt(i)]);
        const batch = groth16Verifier.read.verifyBatch([
          program.programId,
          2n,
          concat([good.journal, journal]),
          concat([good.proof, good.proof]),
        ]);
        await reverts(batch, "InputNotInField", [2n + BigInt(i)]);
      }
    }
  });

  it("are refused at the edges: the order itself and the largest word; one below the order is a signal", async () => {
    for (const value of [R, 2n ** 256n - 1n]) {
      const journal = concat([word(value), word(49n)]);
      await reverts(groth16Verifier.read.verify([program.programId, journal, good.proof]), "InputNotInField", [0n]);
    }
    const largest = await program.prove(7n, word(R - 1n));
    await groth16Verifier.read.verify([program.programId, largest.journal, largest.proof]);
  });

  it("pay nobody twice for the same data under two names", async () => {
    const task = await claimedTask();
    await mined(prove(task, await proofOf(task)));
    const owed = await taskManager.read.owedTo([native, actors.prover]);
    const alias = await submitTask(7n, 2n, word(49n + R));
    await mined(claim(alias));
    await reverts(prove(alias, await proofOf(alias)), "InputNotInField", [1n]);
    const [offer, named] = alias.key;
    const { proof } = await proofOf(alias);
    await reverts(taskManager.write.proveBatch([offer, [named], "0x", proof]), "InputNotInField", [1n]);
    assert.equal(await taskManager.read.owedTo([native, actors.prover]), owed);
    await assertSolvent();
  });

  it("cannot be hidden in outputs that the program does not have", async () => {
    const task = await claimedTask();
    const { proof } = await proofOf(task);
    const call = taskManager.write.prove([...task.key, word(R), proof]);
    await reverts(call, "InvalidJournalLength", [64n, 96n]);
  });
});
