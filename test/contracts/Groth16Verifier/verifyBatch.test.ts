import assert from "node:assert/strict";
import { concat, type Hex, slice } from "viem";
import { BASE_MODULUS, SCALAR_MODULUS } from "../../../node/protocol/bn254.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { groth16Verifier, program, publicClient, reset } from "../support/world.ts";

describe("Groth16Verifier.verifyBatch", () => {
  let good: Proof[];

  before(async () => {
    await reset();
    good = [];
    for (let i = 1n; i <= 5n; i++) good.push(await program.prove(i, word(100n + i)));
  });

  const verify = (proofs: Proof[], count = proofs.length, programId = program.programId) =>
    groth16Verifier.read.verifyBatch([
      programId,
      BigInt(count),
      concat(proofs.map(({ journal }) => journal)),
      concat(proofs.map(({ proof }) => proof)),
    ]);

  /** The batch with one proof replaced. */
  const replaced = (index: number, changed: Partial<Proof>) =>
    good.map((proof, i) => (i === index ? { ...proof, ...changed } : proof));

  /** A proof with one of its eight words changed. */
  function withWord(proof: Hex, index: number, change: (value: bigint) => bigint): Hex {
    const words = Array.from({ length: 8 }, (_, i) => slice(proof, 32 * i, 32 * (i + 1)));
    words[index] = word(change(BigInt(words[index]!)));
    return concat(words);
  }

  it("accepts true proofs, one or many, in any order, also the same twice", async () => {
    await verify(good);
    await verify(good.slice(0, 1));
    await verify([...good].reverse());
    await verify([...good, good[0]!]);
  });

  it("rejects a batch with one false statement, wherever it is", async () => {
    for (const i of good.keys()) {
      const journal = concat([word(100n + BigInt(i) + 1n), word(1000n)]);
      await reverts(verify(replaced(i, { journal })), "BatchRejected");
    }
  });

  it("rejects proofs that were swapped among true statements", async () => {
    const [a, b] = good as [Proof, Proof];
    await reverts(
      verify([
        { ...a, proof: b.proof },
        { ...b, proof: a.proof },
      ]),
      "BatchRejected",
    );
  });

  it("rejects tampered words, points off the curve and second names of coordinates", async () => {
    for (let i = 0; i < 8; i++) {
      await reverts(verify(replaced(1, { proof: withWord(good[1]!.proof, i, (x) => x ^ 1n) })), "BatchRejected");
      await reverts(
        verify(replaced(1, { proof: withWord(good[1]!.proof, i, (x) => x + BASE_MODULUS) })),
        "BatchRejected",
      );
    }
  });

  it("rejects signals that are not below the field's order", async () => {
    const journal = concat([slice(good[2]!.journal, 0, 32), word(9n + SCALAR_MODULUS)]);
    await reverts(verify(replaced(2, { journal })), "InputNotInField", [5n]);
  });

  it("rejects other lengths than the count says, and a batch of none", async () => {
    await reverts(verify(good, 4), "InvalidProofLength", [1024n, 1280n]);
    const none = groth16Verifier.read.verifyBatch([program.programId, 0n, "0x", "0x"]);
    await reverts(none, "InvalidProofLength", [0n, 0n]);
    const [first, ...rest] = good as [Proof, ...Proof[]];
    const longer = { ...first, journal: concat([first.journal, word(0n)]) };
    await reverts(verify([longer, ...rest]), "InvalidJournalLength", [320n, 352n]);
  });

  it("rejects programs nobody registered", async () => {
    await reverts(verify(good, 5, word(1n)), "UnknownProgram", [word(1n)]);
  });

  it("gives every pair of errors that cancel out without coefficients a coefficient of its own", async () => {
    // C of one proof moved up by what another's is moved down: the plain product of both equations still holds.
    const delta = good[0]!.proof; // any point of G1: the first proof's A
    const up = await pointSum(slice(good[1]!.proof, 192), slice(delta, 0, 64));
    const down = await pointSum(slice(good[2]!.proof, 192), negated(slice(delta, 0, 64)));
    const forged = good.map((proof, i) => {
      if (i === 1) return { ...proof, proof: concat([slice(proof.proof, 0, 192), up]) };
      return i === 2 ? { ...proof, proof: concat([slice(proof.proof, 0, 192), down]) } : proof;
    });
    await reverts(verify(forged), "BatchRejected");
  });
});

/** Sum of two points of G1, by the precompile. */
async function pointSum(a: Hex, b: Hex): Promise<Hex> {
  const { data } = await publicClient.call({ to: "0x0000000000000000000000000000000000000006", data: concat([a, b]) });
  assert.ok(data);
  return data;
}

function negated(point: Hex): Hex {
  return concat([slice(point, 0, 32), word(BASE_MODULUS - BigInt(slice(point, 32, 64)))]);
}
