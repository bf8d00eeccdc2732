import assert from "node:assert/strict";
import { concat, type Hex, size, slice, zeroHash } from "viem";
import { measuring } from "../support/measures.ts";
import {
  accepts,
  flipped,
  gasOf,
  P,
  R,
  rejection,
  type Statement,
  swapped,
  withWord,
  wordAt,
} from "../support/verifiers.ts";
import { reset } from "../support/world.ts";
import { cases, deployVerifier } from "./support.ts";

/** Gas of a transaction that verifies, by configuration: k, gate columns, lookup columns. */
const mostGas: Record<string, bigint> = {
  "k14-a1-l1": 690_000n, // the cheapest with range checks, and what examples use
  "k10-a1-l1": 702_000n,
  "k14-a1-l0": 616_000n,
  "k10-a2-l0": 738_000n,
  "k10-a2-l1": 873_000n,
  "k10-a3-l1": 948_000n,
  "k12-a4-l1": 1_046_000n,
  "k10-a3-l2": 1_113_000n,
  "k10-a5-l3": 1_455_000n,
  "k10-a15-l1": 2_085_000n,
};

/** HALO2_MUTATIONS=all: every byte and word of every proof, in some minutes, instead of a choice. */
const exhaustive = process.env["HALO2_MUTATIONS"] === "all";

describe("Halo2Verifier.verify", function () {
  if (exhaustive) this.timeout(1_200_000);
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;
  const statements = new Map<string, [Statement, Statement]>();
  before(async () => {
    await reset();
    verifier = await deployVerifier();
    for (const { name, circuit, proofs } of cases) {
      const { result: programId } = await verifier.simulate.registerCircuit([circuit]);
      await verifier.write.registerCircuit([circuit]);
      statements.set(name, proofs.map((proof) => ({ programId, ...proof })) as [Statement, Statement]);
    }
  });
  after(reset);

  const rejects = async (statement: Statement, change: Partial<Statement>, error: string) =>
    assert.equal(await rejection(verifier, { ...statement, ...change }), error);

  it("is tested with all configurations there are vectors for", () => {
    assert.deepEqual(cases.map(({ name }) => name).sort(), Object.keys(mostGas).sort());
  });

  for (const { name, circuit, evaluationsAt, pointsAgainAt } of cases) {
    describe(`a proof of ${name}`, () => {
      let statement: Statement;
      let second: Statement;
      before(() => {
        [statement, second] = statements.get(name)!;
      });
      const isEvaluation = (offset: number) => offset >= evaluationsAt && offset < pointsAgainAt;
      /** Offsets of the proof's words; of longer proofs a sixth of them, because each takes the chain a while. */
      const everyWord = () => {
        const all = Array.from({ length: size(statement.proof) / 32 }, (_, i) => 32 * i);
        return exhaustive || all.length < 70 ? all : all.filter((_, i) => i % 12 < 2 || i >= all.length - 4);
      };

      it(`is accepted, for at most ${mostGas[name]} gas`, async () => {
        await accepts(verifier, statement);
        await accepts(verifier, second);
        const gas = await gasOf(verifier, statement);
        assert.ok(gas <= mostGas[name]! || !measuring, `${gas}`);
      });

      it("is rejected with any word changed", async () => {
        for (const offset of everyWord()) {
          await rejects(statement, { proof: flipped(statement.proof, offset + 31) }, "ProofRejected");
        }
      });

      it("is rejected with any two neighbouring words swapped", async () => {
        for (const offset of everyWord().slice(0, -1)) {
          if (wordAt(statement.proof, offset) === wordAt(statement.proof, offset + 32)) continue;
          // A coordinate may be beyond the other field.
          const error = await rejection(verifier, {
            ...statement,
            proof: swapped(statement.proof, offset, offset + 32),
          });
          if (error !== "EvaluationNotInField") assert.equal(error, "ProofRejected");
          else assert.ok(isEvaluation(offset) !== isEvaluation(offset + 32));
        }
      });

      it("is rejected with any evaluation of the field's order or more, even one that means the same", async () => {
        for (const offset of everyWord().filter(isEvaluation)) {
          const same = withWord(statement.proof, offset, wordAt(statement.proof, offset) + R);
          await rejects(statement, { proof: same }, "EvaluationNotInField");
        }
        const largest = withWord(statement.proof, evaluationsAt, 2n ** 256n - 1n);
        await rejects(statement, { proof: largest }, "EvaluationNotInField");
        await rejects(statement, { proof: withWord(statement.proof, evaluationsAt, R) }, "EvaluationNotInField");
      });

      it("is rejected with any coordinate of the field's order or more, even one that means the same", async () => {
        for (const offset of everyWord().filter((at) => !isEvaluation(at))) {
          const same = withWord(statement.proof, offset, wordAt(statement.proof, offset) + P);
          await rejects(statement, { proof: same }, "ProofRejected");
        }
      });

      it("is rejected with any point negated or replaced by infinity", async () => {
        const points = everyWord().filter((offset) => !isEvaluation(offset));
        for (const x of points.filter((_, i) => i % 2 === 0)) {
          const negated = withWord(statement.proof, x + 32, P - wordAt(statement.proof, x + 32));
          await rejects(statement, { proof: negated }, "ProofRejected");
          const infinity = withWord(withWord(statement.proof, x, 0n), x + 32, 0n);
          await rejects(statement, { proof: infinity }, "ProofRejected");
        }
      });

      it("is rejected with any instance changed, swapped or of the field's order or more", async () => {
        const { journal } = statement;
        for (let offset = 0; offset < size(journal); offset += 32) {
          await rejects(statement, { journal: flipped(journal, offset + 31) }, "ProofRejected");
          const same = withWord(journal, offset, wordAt(journal, offset) + R);
          await rejects(statement, { journal: same }, "InputNotInField");
        }
        const swapped = concat([slice(journal, 32, 64), slice(journal, 0, 32), ...rest(journal)]);
        await rejects(statement, { journal: swapped }, "ProofRejected");
      });

      it("is rejected with the instances of another proof", async () => {
        await rejects(statement, { journal: second.journal }, "ProofRejected");
      });

      it("is rejected with too few or too many instances, a zero at the end included", async () => {
        const { journal } = statement;
        for (const other of [slice(journal, 32), concat([journal, zeroHash]), slice(journal, 1), "0x" as Hex]) {
          await rejects(statement, { journal: other }, "InvalidJournalLength");
        }
      });

      it("is rejected when truncated, extended or empty", async () => {
        const { proof } = statement;
        for (const other of [
          slice(proof, 0, size(proof) - 1),
          slice(proof, 0, size(proof) - 32),
          slice(proof, 32),
          concat([proof, "0x00"]),
          concat([proof, zeroHash]),
          "0x" as Hex,
        ]) {
          await rejects(statement, { proof: other }, "InvalidProofLength");
        }
      });

      it("is rejected with another key: a bit of the digest, another k, two columns swapped, another set-up", async () => {
        const [first, ...others] = circuit.fixedColumns;
        const changes: Partial<typeof circuit>[] = [
          { transcriptRepr: circuit.transcriptRepr ^ 1n },
          { k: circuit.k + 1 },
          { k: circuit.k - 1 },
          { fixedColumns: [...others, first!] },
          { permutationColumns: [...circuit.permutationColumns].reverse() },
          { srs: otherSrs(circuit.srs) },
        ];
        for (const change of changes) {
          const changed = { ...circuit, ...change };
          const { result: programId } = await verifier.simulate.registerCircuit([changed]);
          await verifier.write.registerCircuit([changed]);
          assert.notEqual(programId, statement.programId);
          await rejects(statement, { programId }, "ProofRejected");
        }
      });
    });
  }

  for (const { name, evaluationsAt, pointsAgainAt } of cases) {
    if (!exhaustive && name !== "k14-a1-l1") continue; // what examples use
    it(`rejects a proof of ${name} with bytes changed at all places of its words, and cut off anywhere`, async () => {
      const [statement] = statements.get(name)!;
      // Five has no factor in common with 32; each of these takes the chain as long as a good proof.
      for (let index = 0; index < size(statement.proof); index += exhaustive ? 1 : 5) {
        const error = await rejection(verifier, { ...statement, proof: flipped(statement.proof, index) });
        // The highest byte of an evaluation can take it out of the field.
        if (error !== "EvaluationNotInField") assert.equal(error, "ProofRejected");
        else assert.ok(index >= evaluationsAt && index < pointsAgainAt && index % 32 === 0);
      }
      for (let length = 0; length < size(statement.proof); length++) {
        const proof = length === 0 ? "0x" : slice(statement.proof, 0, length);
        await rejects(statement, { proof }, "InvalidProofLength");
      }
    });
  }

  it("rejects a program that nobody registered", async () => {
    const [statement] = [...statements.values()][0]!;
    await rejects(statement, { programId: flipped(statement.programId, 0) }, "UnknownProgram");
    await rejects(statement, { programId: zeroHash }, "UnknownProgram");
  });

  it("rejects a proof for a circuit of another configuration", async () => {
    const [[statement], [other]] = [...statements.values()] as [[Statement, Statement], [Statement, Statement]];
    const error = await rejection(verifier, { ...statement, programId: other.programId });
    assert.match(error, /^Invalid(Journal|Proof)Length$/);
  });
});

function rest(journal: Hex): Hex[] {
  return size(journal) > 64 ? [slice(journal, 64)] : [];
}

/** Another set-up's point of G2: the negated one. */
function otherSrs<Point extends { y0: bigint; y1: bigint }>(srs: Point): Point {
  return { ...srs, y0: P - srs.y0, y1: P - srs.y1 };
}
