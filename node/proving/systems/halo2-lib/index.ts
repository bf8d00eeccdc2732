import { createHash } from "node:crypto";
import { vmTypes } from "../../../protocol/vm-types.ts";
import { SCALAR_MODULUS } from "../../groth16/constants.ts";
import type { Program, ProgramDescription, ProgramInput, Proof, ProofSystem } from "../../types.ts";
import { circuitOf, programIdOf, shapeOf } from "./circuit.ts";
import { readCode } from "./code.ts";
import { fromContract, journalOf, toContract, wordsOf } from "./encoding.ts";
import { wireInputs } from "./inputs.ts";
import { Prover } from "./prover.ts";
import { Runner } from "./runner.ts";

/**
 * Halo2 with KZG over BN254 on circuits written in TypeScript with halo2-lib-js. The code holds the circuit as a list
 * of operations, recorded when it was packed: nothing of the author's TypeScript runs here.
 */
export const halo2Lib = { vmTypeID: vmTypes.halo2Lib, name: "halo2-lib", describe, load } satisfies ProofSystem;

/** Its id follows from its key. */
type KeyedProgram = Program & { programId: NonNullable<Program["programId"]> };

async function describe(code: Uint8Array): Promise<ProgramDescription> {
  const key = circuitOf(readCode(code));
  return { programId: programIdOf(key), verifier: "halo2Verifier", binding: "native", key };
}

async function load(bytes: Uint8Array): Promise<KeyedProgram> {
  const code = readCode(bytes);
  const shape = shapeOf(code.config);
  const programId = programIdOf(circuitOf(code));
  const runner = new Runner(code);
  const prover = new Prover(code);
  let kept: { about: string; proof: Proof } | undefined;
  let hasProved = false;

  const inputsOf = (input: ProgramInput) => wireInputs(code.inputs, input);
  const proofOf = (inputs: bigint[]): Proof => {
    const journal = journalOf(runner.run(inputs));
    const proof = toContract(prover.prove(inputs), shape);
    hasProved = true;
    return { journal, proof };
  };

  return {
    programId,
    async dryRun(input) {
      const inputs = inputsOf(input);
      // Whether keys and set-up are the circuit's own only a proof can tell. Somebody who asks for a task is about to
      // claim it and must know, so the first such run makes the proof and keeps it.
      if (hasProved || BigInt(input.binding) === 0n) return journalOf(runner.run(inputs));
      kept = { about: digestOf(inputs), proof: proofOf(inputs) };
      return kept.proof.journal;
    },
    async prove(input) {
      const inputs = inputsOf(input);
      const { about, proof } = kept ?? {};
      kept = undefined;
      return proof !== undefined && about === digestOf(inputs) ? proof : proofOf(inputs);
    },
    async check({ journal, proof }) {
      const words = wordsOf(journal);
      if (words?.length !== code.publicWires.length || words.some((word) => word >= SCALAR_MODULUS)) return false;
      const bytes = fromContract(proof, shape);
      return bytes !== undefined && prover.verify(words, bytes);
    },
    memory: () => code.srs.bytes.length + runner.memory() + prover.memory(),
    release() {
      kept = undefined;
      runner.release();
      prover.release();
    },
  };
}

/** What a kept proof is of; the binding, which names task and prover, is one of the inputs. */
function digestOf(inputs: readonly bigint[]): string {
  return createHash("sha256").update(inputs.join()).digest("hex");
}
