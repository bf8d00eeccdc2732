import assert from "node:assert/strict";
import { concat, type Hex, size, slice, zeroHash } from "viem";
import { fflonkVerifierAbi } from "../../../contracts/abi/fflonkVerifier.ts";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
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
import { deployContract, reset } from "../support/world.ts";
import { type FflonkCircuit, fflonkCircuit } from "./support.ts";

const inputs = {
  square: [
    { binding: "7", root: "11" },
    { binding: "8", root: "12" },
  ],
  polynomial: [{ x: "3" }, { x: "4" }],
} as const;

/** Where a proof's evaluations begin. */
const EVALUATIONS_AT = 64 * 4;

describe("FflonkVerifier.verify", () => {
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;
  const deployVerifier = () => deployContract("FflonkVerifier", fflonkVerifierAbi);
  const circuits = new Map<string, { circuit: FflonkCircuit; statements: Statement[] }>();
  before(async () => {
    await reset();
    verifier = await deployVerifier();
    for (const [name, each] of Object.entries(inputs)) {
      const circuit = await fflonkCircuit(name);
      const { result: programId } = await verifier.simulate.registerKey([circuit.key]);
      await verifier.write.registerKey([circuit.key]);
      const statements: Statement[] = [];
      for (const input of each) statements.push({ programId, ...(await circuit.prove(input)) });
      circuits.set(name, { circuit, statements });
    }
  });
  after(reset);

  const rejects = async (statement: Statement, change: Partial<Statement>, error: string) =>
    assert.equal(await rejection(verifier, { ...statement, ...change }), error);

  for (const name of Object.keys(inputs)) {
    describe(`a proof of ${name}.circom made by snarkjs`, () => {
      let statement: Statement;
      let second: Statement;
      let circuit: FflonkCircuit;
      before(() => {
        const made = circuits.get(name)!;
        circuit = made.circuit;
        [statement, second] = made.statements as [Statement, Statement];
      });
      const offsets = Array.from({ length: 23 }, (_, i) => 32 * i);

      it("is accepted, for at most 210,000 gas", async () => {
        await accepts(verifier, statement);
        await accepts(verifier, second);
        const gas = await gasOf(verifier, statement);
        assert.ok(gas <= 210_000n || !measuring, `${gas}`);
      });

      it("is rejected with any byte changed", async () => {
        for (let index = 0; index < size(statement.proof); index++) {
          const error = await rejection(verifier, { ...statement, proof: flipped(statement.proof, index) });
          // The highest byte of an evaluation can take it out of the field.
          if (error !== "EvaluationNotInField") assert.equal(error, "ProofRejected");
          else assert.ok(index >= EVALUATIONS_AT && (index - EVALUATIONS_AT) % 32 === 0);
        }
      });

      it("is rejected with any two neighbouring words swapped", async () => {
        for (const offset of offsets.slice(0, -1)) {
          const [word, next] = [wordAt(statement.proof, offset), wordAt(statement.proof, offset + 32)];
          if (word === next) continue;
          const proof = swapped(statement.proof, offset, offset + 32);
          // A coordinate may be beyond the field of evaluations.
          const isBoundary = offset + 32 === EVALUATIONS_AT && word >= R;
          await rejects(statement, { proof }, isBoundary ? "EvaluationNotInField" : "ProofRejected");
        }
      });

      it("is rejected with a number that means the same but is not below its field's order", async () => {
        for (const offset of offsets) {
          const isPoint = offset < EVALUATIONS_AT;
          const same = wordAt(statement.proof, offset) + (isPoint ? P : R);
          const proof = withWord(statement.proof, offset, same);
          await rejects(statement, { proof }, isPoint ? "ProofRejected" : "EvaluationNotInField");
        }
      });

      it("is rejected with any point negated or replaced by infinity", async () => {
        for (let x = 0; x < EVALUATIONS_AT; x += 64) {
          const negated = withWord(statement.proof, x + 32, P - wordAt(statement.proof, x + 32));
          await rejects(statement, { proof: negated }, "ProofRejected");
          const infinity = withWord(withWord(statement.proof, x, 0n), x + 32, 0n);
          await rejects(statement, { proof: infinity }, "ProofRejected");
        }
      });

      it("is rejected with any public signal changed or of the field's order or more", async () => {
        const { journal } = statement;
        for (let offset = 0; offset < size(journal); offset += 32) {
          await rejects(statement, { journal: flipped(journal, offset + 31) }, "ProofRejected");
          const same = withWord(journal, offset, wordAt(journal, offset) + R);
          await rejects(statement, { journal: same }, "InputNotInField");
        }
        await rejects(statement, { journal: second.journal }, "ProofRejected");
      });

      it("is rejected with too few or too many public signals", async () => {
        const { journal } = statement;
        for (const other of [concat([journal, zeroHash]), slice(journal, 1), "0x" as Hex]) {
          await rejects(statement, { journal: other }, "InvalidJournalLength");
        }
      });

      it("is rejected when truncated, extended or empty", async () => {
        const { proof } = statement;
        for (const other of [slice(proof, 0, 735), slice(proof, 32), concat([proof, "0x00"]), "0x" as Hex]) {
          await rejects(statement, { proof: other }, "InvalidProofLength");
        }
      });

      it("is rejected with another key: another commitment, another domain, other cosets, another set-up", async () => {
        const { key } = circuit;
        for (const change of [
          { c0: { ...key.c0, y: P - key.c0.y } },
          { power: key.power + 1 },
          { k1: key.k2, k2: key.k1 },
          { x2: { ...key.x2, y0: P - key.x2.y0, y1: P - key.x2.y1 } },
        ]) {
          const other = { ...key, ...change };
          const { result: programId } = await verifier.simulate.registerKey([other]);
          await verifier.write.registerKey([other]);
          assert.notEqual(programId, statement.programId);
          await rejects(statement, { programId }, "ProofRejected");
        }
      });

      it("is accepted by snarkjs exactly where the contract accepts it", async () => {
        const agrees = async (change: Partial<Statement>) => {
          const changed = { ...statement, ...change };
          const onChain = await accepts(verifier, changed).then(
            () => true,
            () => false,
          );
          assert.equal(onChain, await circuit.accepts(changed));
          return onChain;
        };
        assert.ok(await agrees({}));
        assert.ok(await agrees(second));
        for (const offset of offsets) {
          const word = wordAt(statement.proof, offset);
          assert.ok(!(await agrees({ proof: withWord(statement.proof, offset, (word + 1n) % R) })));
        }
        assert.ok(!(await agrees({ journal: second.journal })));
        await stopCurveThreads();
      });
    });
  }

  it("rejects a program that nobody registered", async () => {
    const [statement] = circuits.get("square")!.statements as [Statement];
    await rejects(statement, { programId: zeroHash }, "UnknownProgram");
  });
});
