import assert from "node:assert/strict";
import { concat, type Hex } from "viem";
import { addPoints, type Point, Q, times } from "../../support/bn254.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { reverts } from "../support/expect.ts";
import { assertSolvent, claimedTask, proofOf, prove, state, type SubmittedTask } from "../support/tasks.ts";
import { actors, native, reset, taskManager } from "../support/world.ts";
import { changedWord, pointsOf, proofOfPoints } from "./support.ts";

/** On the twist y^2 = x^3 + 3 / (9 + u), but not in the subgroup of order R. */
const outside: Point = {
  x: [1n, 0n],
  y: [
    18278151005453108793778860132295291098363647455926340152056652516292830556603n,
    5912654199736721486680175016176231956195085055698687135131307249486702594212n,
  ],
};

const attacks: Record<string, (proof: Hex) => Hex[]> = {
  "points off the curve": (proof) => each(proof, (value) => value ^ 1n),
  "points of other curves: only one coordinate wrong, by one or wholly": (proof) =>
    each(proof, (value) => (value + 1n) % Q).concat(each(proof, () => 5n)),
  "second names of coordinates": (proof) => each(proof, (value) => value + Q),
  "coordinates of the field's order, or as large as can be": (proof) =>
    each(proof, () => Q).concat(each(proof, () => 2n ** 256n - 1n)),
  "B outside the subgroup": (proof) => {
    const { a, b, c } = pointsOf(proof);
    return [outside, addPoints(b, outside), times(outside, 3n)].map((wrong) => proofOfPoints({ a, b: wrong, c }));
  },
  "infinity in place of points": (proof) => {
    const { a, b, c } = pointsOf(proof);
    const none = undefined;
    return [
      { a: none, b, c },
      { a, b: none, c },
      { a, b, c: none },
      { a: none, b: none, c },
      { a: none, b: none, c: none },
    ].map(proofOfPoints);
  },
};

describe("Attack: invalid points", () => {
  let tasks: SubmittedTask[];
  let good: Proof[];

  before(async () => {
    await reset();
    tasks = [await claimedTask(7n, 1n), await claimedTask(8n, 2n)];
    good = [await proofOf(tasks[0]!), await proofOf(tasks[1]!)];
  });

  for (const [name, wrongProofs] of Object.entries(attacks)) {
    it(`settles nothing by ${name}, alone or in a batch`, async () => {
      const [offer] = tasks[0]!.key;
      for (const wrong of wrongProofs(good[0]!.proof)) {
        await reverts(prove(tasks[0]!, { ...good[0]!, proof: wrong }, actors.rival), "ProofRejected");
        const proofs = concat([wrong, good[1]!.proof]);
        const batch = taskManager.simulate.proveBatch([offer, tasks.map(({ key }) => key[1]), "0x", proofs]);
        await reverts(batch, "BatchRejected");
      }
      for (const { id } of tasks) assert.equal(await taskManager.read.stateOf([id]), state.claimed);
      assert.equal(await taskManager.read.owedTo([native, actors.prover]), 0n);
      await assertSolvent();
    });
  }

  it("were meant to be refused for themselves: the same claims settle with good proofs", async () => {
    const [offer] = tasks[0]!.key;
    const proofs = concat(good.map(({ proof }) => proof));
    await taskManager.simulate.proveBatch([offer, tasks.map(({ key }) => key[1]), "0x", proofs]);
  });
});

/** The proof, once for each of its words with that word changed. */
function each(proof: Hex, change: (value: bigint) => bigint): Hex[] {
  return Array.from({ length: 8 }, (_, i) => changedWord(proof, i, change));
}
