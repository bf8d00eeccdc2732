import assert from "node:assert/strict";
import { concat, type Hex } from "viem";
import { addPoints, negate, power, R, times } from "../../support/bn254.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { mined, reverts } from "../support/expect.ts";
import {
  assertSolvent,
  claim,
  claimedTask,
  proofOf,
  prove,
  state,
  submitTask,
  type SubmittedTask,
} from "../support/tasks.ts";
import { actors, groth16Verifier, native, program, reset, taskManager } from "../support/world.ts";
import { pointsOf, proofOfPoints } from "./support.ts";

const { rival, prover } = actors;

/** Other proofs of the same statement, which anyone can make of one: no Groth16 proof is the only one. */
const variants: Record<string, (proof: Hex) => Hex> = {
  "A and B negated": (proof) => {
    const { a, b, c } = pointsOf(proof);
    return proofOfPoints({ a: negate(a), b: negate(b), c });
  },
  "A multiplied by what B is divided by": (proof) => {
    const { a, b, c } = pointsOf(proof);
    return proofOfPoints({ a: times(a, 7n), b: times(b, power(7n, R - 2n, R)), c });
  },
  "B moved by a multiple of delta, C by the same of A": (proof) => {
    const { a, b, c } = pointsOf(proof);
    const { x1, x0, y1, y0 } = program.key.delta;
    const delta = { x: [x0, x1], y: [y0, y1] };
    return proofOfPoints({ a, b: addPoints(b, times(delta, 9n)), c: addPoints(c, times(a, 9n)) });
  },
};

describe("Attack: a malleable proof", () => {
  let task: SubmittedTask;
  let good: Proof;

  beforeEach(async () => {
    await reset();
    task = await claimedTask();
    good = await proofOf(task);
  });

  afterEach(() => assertSolvent());

  for (const [name, vary] of Object.entries(variants)) {
    describe(name, () => {
      const varied = () => ({ ...good, proof: vary(good.proof) });

      it("proves what the first proved, and nothing else", async () => {
        const { journal, proof } = varied();
        assert.notEqual(proof, good.proof);
        await groth16Verifier.read.verify([program.programId, journal, proof]);
        const other = await program.prove(8n, `0x${good.journal.slice(2, 66)}`);
        await reverts(groth16Verifier.read.verify([program.programId, other.journal, proof]), "ProofRejected");
      });

      it("pays the claim's prover though a thief made and sent it", async () => {
        await mined(prove(task, varied(), rival));
        assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
        assert.equal(await taskManager.read.owedTo([native, rival]), 0n);
      });

      it("pays no second time", async () => {
        await mined(prove(task, good));
        const owed = await taskManager.read.owedTo([native, prover]);
        await reverts(prove(task, varied(), rival), "TaskNotClaimed", [task.id, state.settled]);
        assert.equal(await taskManager.read.owedTo([native, prover]), owed);
      });

      it("pays no second time within one batch", async () => {
        const [offer, named] = task.key;
        const proofs = concat([good.proof, vary(good.proof)]);
        await reverts(taskManager.write.proveBatch([offer, [named, named], "0x", proofs]), "DuplicateTask", [task.id]);
      });

      it("settles no task of the thief's own about the same data", async () => {
        const own = await submitTask(7n, 2n);
        await mined(claim(own, rival));
        await reverts(prove(own, varied(), rival), "ProofRejected");
      });
    });
  }

  it("half varied is no proof: A or B negated alone, C negated, A and C exchanged", async () => {
    const { a, b, c } = pointsOf(good.proof);
    for (const points of [
      { a: negate(a), b, c },
      { a, b: negate(b), c },
      { a, b, c: negate(c) },
      { a: c, b, c: a },
    ]) {
      await reverts(prove(task, { ...good, proof: proofOfPoints(points) }, rival), "ProofRejected");
    }
  });
});
