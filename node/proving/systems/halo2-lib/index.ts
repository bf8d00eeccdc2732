import { vmTypes } from "../../../protocol/vm-types.ts";
import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import type { Program, ProgramDescription, ProgramInput, ProofSystem } from "../../types.ts";
import { checkSetUp } from "../../keys/kzg.ts";
import { checkHalo2Key } from "../../keys/halo2.ts";
import { type Circuit, circuitOf, programIdOf, shapeOf } from "./circuit.ts";
import { type CheckedCode, readCode } from "./code.ts";
import { fromContract, journalOf, toContract, wordsOf } from "./encoding.ts";
import { wireInputs } from "./inputs.ts";
import { Prover } from "./prover.ts";
import { Runner } from "./runner.ts";
import { powersIn } from "./srs.ts";

/**
 * Halo2 with KZG over BN254 on circuits written in TypeScript with halo2-lib-js. The code holds the circuit as a list
 * of operations, recorded when it was packed: nothing of the author's TypeScript runs here.
 */
export const halo2Lib = { vmTypeID: vmTypes.halo2Lib, name: "halo2-lib", describe, load } satisfies ProofSystem;

/** Its id follows from its key. */
type KeyedProgram = Program & { programId: NonNullable<Program["programId"]> };

async function describe(code: Uint8Array): Promise<ProgramDescription> {
  const key = await keyOf(readCode(code));
  return { programId: programIdOf(key), verifier: "halo2Verifier", binding: "native", key };
}

async function load(bytes: Uint8Array): Promise<KeyedProgram> {
  const code = readCode(bytes);
  const shape = shapeOf(code.config);
  const programId = programIdOf(await keyOf(code));
  const runner = new Runner(code);
  const prover = new Prover(code);
  const inputsOf = (input: ProgramInput) => wireInputs(code.inputs, input);

  return {
    programId,
    async dryRun(input) {
      return journalOf(runner.run(inputsOf(input)));
    },
    async prove(input) {
      const inputs = inputsOf(input);
      const journal = journalOf(runner.run(inputs));
      return { journal, proof: toContract(prover.prove(inputs), shape) };
    },
    async check({ journal, proof }) {
      const words = wordsOf(journal);
      if (words?.length !== code.publicWires.length || words.some((word) => word >= SCALAR_MODULUS)) return false;
      const bytes = fromContract(proof, shape);
      return bytes !== undefined && prover.verify(words, bytes);
    },
    memory: () => code.srs.bytes.length + runner.memory() + prover.memory(),
    release() {
      runner.release();
      prover.release();
    },
  };
}

/** The circuit as it is registered. Throws PROGRAM_INVALID, KEY_FORGEABLE (input). */
async function keyOf(code: CheckedCode): Promise<Circuit> {
  const circuit = circuitOf(code);
  const powers = powersIn(code.srs);
  await checkSetUp({ sG2: code.srs.sG2, powers });
  const first = code.config.numLookupAdvice > 0 ? 2 : 1; // behind constants and the lookup table
  const selectors = circuit.fixedColumns.slice(first, first + code.config.numAdvice);
  await checkHalo2Key({ selectors, permutation: circuit.permutationColumns }, powers[0]!);
  return circuit;
}
