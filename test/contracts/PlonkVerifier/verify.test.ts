import assert from "node:assert/strict";
import { zeroHash } from "viem";
import { plonkVerifierAbi } from "../../../contracts/abi/plonkVerifier.ts";
import { P, rejection, type Statement } from "../support/verifiers.ts";
import { itVerifiesProofs } from "../support/universal-proofs.ts";
import { deployContract, reset } from "../support/world.ts";
import { type PlonkCircuit, plonkCircuit } from "./support.ts";

const inputs = {
  square: [
    { binding: "7", root: "11" },
    { binding: "8", root: "12" },
  ],
  polynomial: [{ x: "3" }, { x: "4" }],
} as const;

/** Where a proof's evaluations begin. */
const EVALUATIONS_AT = 64 * 9;

describe("PlonkVerifier.verify", () => {
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;
  const deployVerifier = () => deployContract("PlonkVerifier", plonkVerifierAbi);
  const circuits = new Map<string, { circuit: PlonkCircuit; statements: Statement[] }>();
  before(async () => {
    await reset();
    verifier = await deployVerifier();
    for (const [name, each] of Object.entries(inputs)) {
      const circuit = await plonkCircuit(name);
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
      let circuit: PlonkCircuit;
      before(() => {
        const made = circuits.get(name)!;
        circuit = made.circuit;
        [statement, second] = made.statements as [Statement, Statement];
      });
      itVerifiesProofs(() => ({ verifier, statement, second }), {
        evaluationsAt: EVALUATIONS_AT,
        words: 24,
        mostGas: 320_000n,
      });

      it("is rejected with another key: two points swapped, another domain, other cosets, another set-up", async () => {
        const { key } = circuit;
        for (const change of [
          { ql: key.qo, qo: key.ql },
          { s1: key.s2, s2: key.s1 },
          { power: key.power + 1 },
          { k1: key.k2, k2: key.k1 },
          { x2: { ...key.x2, y0: P - key.x2.y0, y1: P - key.x2.y1 } },
        ]) {
          const other = { ...key, ...change };
          const { result: programId } = await verifier.simulate.registerKey([other]);
          await verifier.write.registerKey([other]);
          if (programId === statement.programId) assert.deepEqual(other, key);
          else await rejects(statement, { programId }, "ProofRejected");
        }
      });
    });
  }

  it("rejects a program that nobody registered", async () => {
    const [statement] = circuits.get("square")!.statements as [Statement];
    await rejects(statement, { programId: zeroHash }, "UnknownProgram");
  });
});
