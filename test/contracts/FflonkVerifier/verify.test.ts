import assert from "node:assert/strict";
import { zeroHash } from "viem";
import { fflonkVerifierAbi } from "../../../contracts/abi/fflonkVerifier.ts";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { accepts, P, R, rejection, type Statement, withWord, wordAt } from "../support/verifiers.ts";
import { itVerifiesProofs } from "../support/universal-proofs.ts";
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

      itVerifiesProofs(() => ({ verifier, statement, second }), {
        evaluationsAt: EVALUATIONS_AT,
        words: 23,
        mostGas: 210_000n,
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
