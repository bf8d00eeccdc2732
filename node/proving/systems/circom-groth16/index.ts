import { bytesToHex, type Hex, hexToBytes, zeroHash } from "viem";
import { sha256Of } from "../../../protocol/sha256.ts";
import { vmTypes } from "../../../protocol/vm-types.ts";
import { type ProofVerifier, processBackend } from "../../groth16/backend.ts";
import { verificationPartsOf } from "../../groth16/verification-parts.ts";
import { WitnessCalculator } from "../../groth16/witness.ts";
import { readZkey } from "../../groth16/zkey.ts";
import { phase2Warnings } from "../../keys/contributions.ts";
import { checkGroth16Key } from "../../keys/groth16.ts";
import type { Program, ProgramDescription, ProgramInput, ProofSystem, Proof, Witness } from "../../types.ts";
import { programInvalid, readCode } from "../../circom/code.ts";
import { journalOf, signalsOf } from "../../circom/journal.ts";
import { bindingSignal, circuitInputs } from "../../circom/inputs.ts";
import { ResidentKey } from "./resident-key.ts";
import { programIdOf, verifyingKeyIn } from "./verifying-key.ts";

/** Groth16 over BN254 on circuits written in Circom: the code is JSON {"wasm","zkey"}, both base64. */
export const circomGroth16 = { vmTypeID: vmTypes.circom, name: "circom", load, describe } satisfies ProofSystem;

/** Its id follows from its key. */
type KeyedProgram = Program & { programId: Hex };

async function describe(code: Uint8Array): Promise<ProgramDescription> {
  const { zkey } = readCode(code);
  const key = verifyingKeyIn(readZkey(zkey));
  await checkGroth16Key(key);
  const warnings = phase2Warnings(zkey);
  return { programId: programIdOf(key), verifier: "groth16Verifier", binding: "native", key, warnings };
}

async function load(code: Uint8Array, _codeExpParam: string, codeHash: Hex = sha256Of(code)): Promise<KeyedProgram> {
  const { wasm, zkey } = readCode(code);
  const header = readZkey(zkey);
  const { publicSignals, variables } = header;
  if (publicSignals < 2) throw programInvalid('it has no public signals "binding" and "inputHash"');
  const calculator = new WitnessCalculator(wasm);
  if (calculator.size !== variables) throw programInvalid("its zkey belongs to another circuit");
  if (!calculator.hasInput(bindingSignal)) throw programInvalid(`it has no input signal "${bindingSignal}"`);

  const verifyingKey = verifyingKeyIn(header);
  await checkGroth16Key(verifyingKey);
  phase2Warnings(zkey); // throws where only beacons contributed
  const programId = programIdOf(verifyingKey);
  const parts = verificationPartsOf(header);
  let verifier: ProofVerifier | undefined; // gateways never prove and so never verify
  const key = new ResidentKey(codeHash, () => readZkey(readCode(code).zkey));
  let kept: Uint8Array | undefined; // of the last dry run
  const calculate = (input: ProgramInput) => calculator.calculate(Object.fromEntries(circuitInputs(input)));

  return {
    programId,
    async dryRun(input: ProgramInput): Promise<Hex> {
      const witness = calculate(input);
      kept = input.binding === zeroHash ? undefined : witness; // nobody proves what is for no task
      return journalOf(witness, publicSignals);
    },
    takeWitness() {
      const witness = kept && shared(kept);
      kept = undefined;
      return witness;
    },
    async prove(input: ProgramInput, _signal?: AbortSignal, known?: Witness): Promise<Proof> {
      const witness = known ?? calculate(input);
      return { journal: journalOf(witness, publicSignals), proof: bytesToHex(key.prove(witness)) };
    },
    async check({ journal, proof }: Proof): Promise<boolean> {
      const signals = signalsOf(journal);
      return (
        signals !== undefined && (verifier ??= processBackend().verifier(parts)).verify(signals, hexToBytes(proof))
      );
    },
    memory: () => wasm.length + (verifier?.bytes ?? 0) + key.memory(),
    release() {
      verifier = undefined;
      kept = undefined;
      key.release();
    },
  };
}

function shared(bytes: Uint8Array): Witness {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
