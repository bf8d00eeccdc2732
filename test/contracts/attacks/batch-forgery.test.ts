import assert from "node:assert/strict";
import { concat, parseAbi } from "viem";
import { addPoints, generators, mod, type Point, power, R, times } from "../../support/bn254.ts";
import type { G1, G2 } from "../../../node/proving/circom/points.ts";
import { mined, reverts } from "../support/expect.ts";
import { assertSolvent, claim, state, submitTask, word } from "../support/tasks.ts";
import { actors, deployContract, groth16Verifier, native, program, reset, taskManager } from "../support/world.ts";
import { proofOfPoints, wordsOf } from "./support.ts";

/** NaiveBatchVerifier.Coefficients */
const coefficients = { ownProofFirstIsOne: 0, ownProof: 1, allProofs: 2, allInputs: 3, none: 4 } as const;

const point1 = "struct G1 { uint256 x; uint256 y; }";
const point2 = "struct G2 { uint256 x1; uint256 x0; uint256 y1; uint256 y0; }";
const key = "struct VerifyingKey { G1 alpha; G2 beta; G2 gamma; G2 delta; G1[] ic; }";
const naiveAbi = parseAbi([
  point1,
  point2,
  key,
  "function coefficientsOf(uint8 kind, uint256[8][] proofs, uint256[][] inputs) pure returns (uint256[])",
  "function verify(uint8 kind, VerifyingKey key, uint256[8][] proofs, uint256[][] inputs) view returns (bool)",
]);

type Words = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
/** Proofs and public signals of a batch. */
interface Batch {
  proofs: Words[];
  inputs: bigint[][];
}

describe("Attack: false statements that cancel out in a batch", () => {
  let naive: Awaited<ReturnType<typeof deployNaive>>;
  let truth: Batch;

  const deployNaive = () => deployContract("NaiveBatchVerifier", naiveAbi);
  const passesNaive = (kind: number, { proofs, inputs }: Batch) =>
    naive.read.verify([kind, program.key, proofs, inputs]);
  const coefficientsOf = (kind: number, { proofs, inputs }: Batch) =>
    naive.read.coefficientsOf([kind, proofs, inputs]) as Promise<[bigint, bigint]>;
  const verifyBatch = ({ proofs, inputs }: Batch) =>
    groth16Verifier.read.verifyBatch([
      program.programId,
      BigInt(proofs.length),
      concat(inputs.flat().map(word)),
      concat(proofs.flat().map(word)),
    ]);

  before(async () => {
    await reset();
    naive = await deployNaive();
    truth = { proofs: [], inputs: [] };
    for (const root of [5n, 6n]) {
      const { journal, proof } = await program.prove(root, word(1000n + root));
      truth.proofs.push(wordsOf(proof) as unknown as Words);
      truth.inputs.push(wordsOf(journal));
    }
  });

  it("is tried against naive verifiers that take true batches as this one does", async () => {
    for (const kind of Object.values(coefficients)) assert.equal(await passesNaive(kind, truth), true);
    const lie = movedBy(0n, 1n);
    for (const kind of Object.values(coefficients)) assert.equal(await passesNaive(kind, lie), false);
    await verifyBatch(truth);
  });

  /** Passes the naive verifier; here it is refused, together and each alone. */
  async function refusedHereOnly(kind: number, forged: Batch): Promise<void> {
    assert.equal(await passesNaive(kind, forged), true, "the attack is real");
    await reverts(verifyBatch(forged), "BatchRejected");
    await reverts(
      verifyBatch({ proofs: [...forged.proofs].reverse(), inputs: [...forged.inputs].reverse() }),
      "BatchRejected",
    );
    for (const [i, proof] of forged.proofs.entries()) {
      const journal = concat(forged.inputs[i]!.map(word));
      const alone = groth16Verifier.read.verify([program.programId, journal, concat(proof.map(word))]);
      await reverts(alone, "ProofRejected");
    }
  }

  /** True proofs, the second signal of each statement moved. */
  const movedBy = (first: bigint, second: bigint): Batch => ({
    proofs: truth.proofs,
    inputs: [
      [truth.inputs[0]![0]!, mod(truth.inputs[0]![1]! + first, R)],
      [truth.inputs[1]![0]!, mod(truth.inputs[1]![1]! + second, R)],
    ],
  });

  it("fails where each coefficient followed from its own proof and inputs, the first fixed to 1", async () => {
    const kind = coefficients.ownProofFirstIsOne;
    const [, r] = await coefficientsOf(kind, movedBy(0n, 1n));
    // The second lie is wrong by 1, weighed with r; the first, weighed with 1, by -r.
    await refusedHereOnly(kind, movedBy(-r, 1n));
  });

  it("fails where coefficients left the inputs out", async () => {
    for (const kind of [coefficients.ownProof, coefficients.allProofs]) {
      const [r0, r1] = await coefficientsOf(kind, truth);
      await refusedHereOnly(kind, movedBy(-r1 * inverse(r0), 1n));
    }
  });

  it("fails where coefficients left the proofs out: any statements, by proofs made from the key alone", async () => {
    for (const kind of [coefficients.allInputs, coefficients.none]) {
      const inputs = [
        [1n, 2n],
        [3n, 4n],
      ];
      const [r0, r1] = await coefficientsOf(kind, { proofs: truth.proofs, inputs });
      await refusedHereOnly(kind, { proofs: universalForgery(inputs, r0, r1), inputs });
    }
  });

  it("gets nobody paid for tasks nobody can prove", async () => {
    await reset();
    const { rival } = actors;
    // Their inputs are no squares that the thief knows the roots of.
    const tasks = [await submitTask(0n, 1n, word(1234n)), await submitTask(0n, 2n, word(5678n))];
    for (const task of tasks) await mined(claim(task, rival));
    const forged = universalForgery([[1n, 1234n], [2n, 5678n]], 1n, 1n); // prettier-ignore
    const [offer] = tasks[0]!.key;
    const proofs = concat(forged.flat().map(word));
    const call = taskManager.write.proveBatch([offer, tasks.map(({ key }) => key[1]), "0x", proofs], {
      account: rival,
    });
    await reverts(call, "BatchRejected");
    assert.equal(await taskManager.read.owedTo([native, rival]), 0n);
    for (const { id } of tasks) assert.equal(await taskManager.read.stateOf([id]), state.claimed);
    await assertSolvent();
  });
});

/**
 * Two proofs for any two statements, if their coefficients are known beforehand. One takes gamma for B and cancels the
 * statements' points; the other takes beta for B and cancels alpha.
 */
function universalForgery(inputs: bigint[][], r0: bigint, r1: bigint): Words[] {
  let sum: Point = undefined;
  for (const [i, r] of [r0, r1].entries()) {
    const statement = inputs[i]!.reduce<Point>(
      (point, signal, j) => addPoints(point, times(g1(program.key.ic[j + 1]!), signal)),
      g1(program.key.ic[0]!),
    );
    sum = addPoints(sum, times(statement, r));
  }
  const c = times(generators.g1, 1n);
  return [
    { a: times(sum, inverse(r0)), b: g2(program.key.gamma), c: times(c, mod(r1, R)) },
    { a: times(g1(program.key.alpha), mod((r0 + r1) * inverse(r1), R)), b: g2(program.key.beta), c: times(c, R - r0) },
  ].map((points) => wordsOf(proofOfPoints(points)) as unknown as Words);
}

const inverse = (value: bigint) => power(mod(value, R), R - 2n, R);
const g1 = ({ x, y }: G1): Point => ({ x: [x], y: [y] });
const g2 = ({ x1, x0, y1, y0 }: G2): Point => ({ x: [x0, x1], y: [y0, y1] });
