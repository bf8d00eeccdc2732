import assert from "node:assert/strict";
import { concat, type Hex, size, slice, zeroHash } from "viem";
import { measuring } from "./measures.ts";
import {
  accepts,
  flipped,
  gasOf,
  P,
  R,
  rejection,
  type Statement,
  swapped,
  type Verifier,
  withWord,
  wordAt,
} from "./verifiers.ts";

/** Two proofs of one program, known once the hooks have run. */
export interface Proved {
  verifier: Verifier;
  statement: Statement;
  second: Statement;
}

/** How proofs look: points of two words, then evaluations of one. */
export interface ProofLayout {
  /** Where the evaluations begin, in bytes. */
  evaluationsAt: number;
  /** Words of 32 bytes in all. */
  words: number;
  /** Most gas of a transaction that verifies. */
  mostGas: bigint;
}

/** What the verifiers of PLONK and FFLONK do with a good proof and with every kind of bad one. */
export function itVerifiesProofs(proved: () => Proved, { evaluationsAt, words, mostGas }: ProofLayout): void {
  let verifier: Verifier;
  let statement: Statement;
  let second: Statement;
  before(() => ({ verifier, statement, second } = proved()));
  const offsets = Array.from({ length: words }, (_, i) => 32 * i);
  const rejects = async (change: Partial<Statement>, error: string) =>
    assert.equal(await rejection(verifier, { ...statement, ...change }), error);

  it(`is accepted, for at most ${mostGas} gas`, async () => {
    await accepts(verifier, statement);
    await accepts(verifier, second);
    const gas = await gasOf(verifier, statement);
    assert.ok(gas <= mostGas || !measuring, `${gas}`);
  });

  it("is rejected with any byte changed", async () => {
    for (let index = 0; index < size(statement.proof); index++) {
      const error = await rejection(verifier, { ...statement, proof: flipped(statement.proof, index) });
      // The highest byte of an evaluation can take it out of the field.
      if (error !== "EvaluationNotInField") assert.equal(error, "ProofRejected");
      else assert.ok(index >= evaluationsAt && (index - evaluationsAt) % 32 === 0);
    }
  });

  it("is rejected with any two neighbouring words swapped", async () => {
    for (const offset of offsets.slice(0, -1)) {
      const [word, next] = [wordAt(statement.proof, offset), wordAt(statement.proof, offset + 32)];
      if (word === next) continue;
      const proof = swapped(statement.proof, offset, offset + 32);
      // A coordinate may be beyond the field of evaluations.
      const isBoundary = offset + 32 === evaluationsAt && word >= R;
      await rejects({ proof }, isBoundary ? "EvaluationNotInField" : "ProofRejected");
    }
  });

  it("is rejected with a number that means the same but is not below its field's order", async () => {
    for (const offset of offsets) {
      const isPoint = offset < evaluationsAt;
      const same = wordAt(statement.proof, offset) + (isPoint ? P : R);
      const proof = withWord(statement.proof, offset, same);
      await rejects({ proof }, isPoint ? "ProofRejected" : "EvaluationNotInField");
    }
  });

  it("is rejected with any point negated or replaced by infinity", async () => {
    for (let x = 0; x < evaluationsAt; x += 64) {
      const negated = withWord(statement.proof, x + 32, P - wordAt(statement.proof, x + 32));
      await rejects({ proof: negated }, "ProofRejected");
      const infinity = withWord(withWord(statement.proof, x, 0n), x + 32, 0n);
      await rejects({ proof: infinity }, "ProofRejected");
    }
  });

  it("is rejected with any public signal changed or of the field's order or more", async () => {
    const { journal } = statement;
    for (let offset = 0; offset < size(journal); offset += 32) {
      await rejects({ journal: flipped(journal, offset + 31) }, "ProofRejected");
      const same = withWord(journal, offset, wordAt(journal, offset) + R);
      await rejects({ journal: same }, "InputNotInField");
    }
    await rejects({ journal: second.journal }, "ProofRejected");
  });

  it("is rejected with too few or too many public signals", async () => {
    const { journal } = statement;
    for (const other of [concat([journal, zeroHash]), slice(journal, 1), "0x" as Hex]) {
      await rejects({ journal: other }, "InvalidJournalLength");
    }
  });

  it("is rejected when truncated, extended or empty", async () => {
    const { proof } = statement;
    for (const other of [slice(proof, 0, size(proof) - 1), slice(proof, 32), concat([proof, "0x00"]), "0x" as Hex]) {
      await rejects({ proof: other }, "InvalidProofLength");
    }
  });
}
