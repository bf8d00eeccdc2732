import assert from "node:assert/strict";
import { concat, encodeFunctionData, type Hex, size, slice } from "viem";
import { BASE_MODULUS, SCALAR_MODULUS } from "../../../node/protocol/bn254.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { itMeasures } from "../support/measures.ts";
import { flipped, rejection, swapped } from "../support/verifiers.ts";
import { actors, groth16Verifier, program, publicClient, reset } from "../support/world.ts";

const binding = word(12345n);

describe("Groth16Verifier.verify", () => {
  let good: Proof;

  before(async () => {
    await reset();
    good = await program.prove(7n, binding);
  });

  const verify = ({ journal, proof }: Proof, programId = program.programId) =>
    groth16Verifier.read.verify([programId, journal, proof]);

  const callOf = ({ journal, proof }: Proof) => ({
    to: groth16Verifier.address,
    data: encodeFunctionData({
      abi: groth16Verifier.abi,
      functionName: "verify",
      args: [program.programId, journal, proof],
    }),
  });

  /** The proof with one of its eight words changed. */
  function withWord(index: number, change: (value: bigint) => bigint): Proof {
    const words = Array.from({ length: 8 }, (_, i) => slice(good.proof, 32 * i, 32 * (i + 1)));
    words[index] = word(change(BigInt(words[index]!)));
    return { ...good, proof: concat(words) };
  }

  it("accepts true proofs, and any number of proofs of one statement", async () => {
    await verify(good);
    const second = await program.prove(7n, binding);
    assert.notEqual(second.proof, good.proof);
    await verify(second);
  });

  itMeasures("costs about 200,000 gas: the pairing and what little surrounds it", async () => {
    const gas = await publicClient.estimateGas({ account: actors.stranger, ...callOf(good) });
    // 21,000 + 8,000 for calldata + 181,000 + 2 * 6,150 leave less than 7,000 for loading the key and all the rest.
    assert.ok(gas < 229_000n, String(gas));
  });

  it("rejects false statements with a good proof", async () => {
    await reverts(verify({ ...good, journal: concat([binding, word(50n)]) }), "ProofRejected");
    await reverts(verify({ ...good, journal: concat([word(12346n), word(49n)]) }), "ProofRejected");
    await reverts(verify({ ...good, journal: concat([word(49n), binding]) }), "ProofRejected");
  });

  it("rejects a proof with any byte changed, any two words swapped, or cut off anywhere", async () => {
    const statement = { programId: program.programId, ...good };
    const rejects = async (proof: Hex, error: string) =>
      assert.equal(await rejection(groth16Verifier, { ...statement, proof }), error);
    for (let index = 0; index < size(good.proof); index++) {
      await rejects(flipped(good.proof, index), "ProofRejected");
      await rejects(index === 0 ? "0x" : slice(good.proof, 0, index), "InvalidProofLength");
    }
    for (let a = 0; a < size(good.proof); a += 32) {
      for (let b = 0; b < a; b += 32) await rejects(swapped(good.proof, a, b), "ProofRejected");
    }
  });

  it("rejects points off the curve", async () => {
    for (let i = 0; i < 8; i++) await reverts(verify(withWord(i, (value) => value ^ 1n)), "ProofRejected");
  });

  it("rejects a second name of any coordinate, so that a proof has one encoding", async () => {
    for (let i = 0; i < 8; i++) await reverts(verify(withWord(i, (value) => value + BASE_MODULUS)), "ProofRejected");
  });

  it("rejects B's coordinates in the other order, as snarkjs has them", async () => {
    const words = [0, 1, 3, 2, 5, 4, 6, 7].map((i) => slice(good.proof, 32 * i, 32 * (i + 1)));
    await reverts(verify({ ...good, proof: concat(words) }), "ProofRejected");
  });

  it("rejects B outside the subgroup", async () => {
    const outside = [
      word(0n),
      word(1n),
      word(5912654199736721486680175016176231956195085055698687135131307249486702594212n),
      word(18278151005453108793778860132295291098363647455926340152056652516292830556603n),
    ];
    const proof = concat([slice(good.proof, 0, 64), ...outside, slice(good.proof, 192)]);
    await reverts(verify({ ...good, proof }), "ProofRejected");
  });

  it("rejects a negated A, and infinity in place of points", async () => {
    await reverts(verify(withWord(1, (y) => BASE_MODULUS - y)), "ProofRejected");
    const zero = (from: number, to: number): Hex =>
      concat(
        [0, 1, 2, 3, 4, 5, 6, 7].map((i) => (i >= from && i < to ? word(0n) : slice(good.proof, 32 * i, 32 * i + 32))),
      );
    for (const proof of [zero(0, 2), zero(2, 6), zero(6, 8), zero(0, 8)]) {
      await reverts(verify({ ...good, proof }), "ProofRejected");
    }
  });

  it("refuses public signals of the field's order or more, naming the first", async () => {
    await reverts(verify({ ...good, journal: concat([word(12345n + SCALAR_MODULUS), word(49n)]) }), "InputNotInField", [
      0n,
    ]);
    await reverts(verify({ ...good, journal: concat([binding, word(49n + SCALAR_MODULUS)]) }), "InputNotInField", [1n]);
    await reverts(verify({ ...good, journal: concat([binding, word(SCALAR_MODULUS)]) }), "InputNotInField", [1n]);
  });

  it("refuses journals and proofs of another length", async () => {
    await reverts(verify({ ...good, journal: slice(good.journal, 0, 63) }), "InvalidJournalLength", [64n, 63n]);
    await reverts(verify({ ...good, journal: `${good.journal}00` }), "InvalidJournalLength", [64n, 65n]);
    await reverts(verify({ ...good, proof: slice(good.proof, 0, 255) }), "InvalidProofLength", [256n, 255n]);
    await reverts(verify({ ...good, proof: `${good.proof}00` }), "InvalidProofLength", [256n, 257n]);
  });

  it("refuses programs nobody registered", async () => {
    await reverts(verify(good, word(1n)), "UnknownProgram", [word(1n)]);
  });

  it("reverts when gas runs out, wherever it does", async () => {
    const needed = await publicClient.estimateGas({ account: actors.stranger, ...callOf(good) });
    await publicClient.call({ ...callOf(good), gas: needed });
    for (let gas = needed - 15_000n; gas > 30_000n; gas -= 9_000n) {
      await assert.rejects(publicClient.call({ ...callOf(good), gas }), String(gas));
    }
  });
});
