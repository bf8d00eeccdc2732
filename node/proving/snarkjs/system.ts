import type { Hex } from "viem";
import { messageOf } from "../../protocol/errors.ts";
import { programInvalid, readCode } from "../circom/code.ts";
import { bindingSignal, circuitInputs } from "../circom/inputs.ts";
import { journalOf, signalsOf } from "../circom/journal.ts";
import { SCALAR_MODULUS } from "../../protocol/bn254.ts";
import { coded, provingError } from "../groth16/failures.ts";
import { WitnessCalculator } from "../groth16/witness.ts";
import { checkSetUp, type SetUp } from "../keys/kzg.ts";
import type { Program, ProgramDescription, ProgramInput, ProofSystem, Proof, VerifierName } from "../types.ts";
import { type Snarkjs, withSnarkjs } from "./library.ts";
import { witnessFile } from "./witness-file.ts";

/** What tells the proof systems apart that snarkjs proves with a universal set-up. */
export interface UniversalProtocol<Key extends ReadKey, SnarkjsProof> {
  vmTypeID: number;
  name: string;
  verifier: VerifierName;
  /** Throws PROGRAM_INVALID, KEY_FORGEABLE (input). */
  readKey(zkey: Uint8Array): Key;
  prove(snarkjs: Snarkjs, zkey: Uint8Array, witness: Uint8Array): Promise<SnarkjsProof>;
  verify(snarkjs: Snarkjs, key: Key, signals: string[], proof: SnarkjsProof): Promise<boolean>;
  /** A proof in the verifier contract's encoding. */
  encode(proof: SnarkjsProof): Hex;
  /** The opposite; undefined where the contract would refuse the form. */
  decode(proof: Hex): SnarkjsProof | undefined;
}

/** What a proving key tells. */
export interface ReadKey {
  /** Length of the circuit's witness. */
  witness: number;
  publicSignals: number;
  programId: Hex;
  setUp: SetUp;
  /** What the verifier contract's `registerKey` takes. */
  contractKey: unknown;
}

/**
 * A proof system of snarkjs for circuits written in Circom: the code is JSON {"wasm","zkey"}, both base64. Witnesses are
 * computed by the project's own calculator, which limits a circuit's memory; snarkjs makes and checks the proofs.
 */
export function universalSystem<Key extends ReadKey, SnarkjsProof>(
  protocol: UniversalProtocol<Key, SnarkjsProof>,
): ProofSystem {
  return {
    vmTypeID: protocol.vmTypeID,
    name: protocol.name,
    async describe(code: Uint8Array): Promise<ProgramDescription> {
      const { programId, contractKey } = await keyIn(protocol, code);
      return { programId, verifier: protocol.verifier, binding: "native", key: contractKey };
    },
    load: async (code: Uint8Array) => load(protocol, code),
  };
}

async function load<Key extends ReadKey, SnarkjsProof>(
  protocol: UniversalProtocol<Key, SnarkjsProof>,
  code: Uint8Array,
): Promise<Program> {
  const { wasm } = readCode(code);
  const key = await keyIn(protocol, code);
  const calculator = new WitnessCalculator(wasm);
  if (calculator.size !== key.witness) throw programInvalid("its zkey belongs to another circuit");
  if (!calculator.hasInput(bindingSignal)) throw programInvalid(`it has no input signal "${bindingSignal}"`);
  const calculate = (input: ProgramInput) => calculator.calculate(Object.fromEntries(circuitInputs(input)));
  let zkey: Uint8Array | undefined; // gateways never prove

  return {
    programId: key.programId,
    async dryRun(input: ProgramInput): Promise<Hex> {
      return journalOf(calculate(input), key.publicSignals);
    },
    async prove(input: ProgramInput): Promise<Proof> {
      const witness = calculate(input);
      const proving = (zkey ??= zkeyIn(code));
      try {
        const proof = await withSnarkjs((snarkjs) => protocol.prove(snarkjs, proving, witnessFile(witness)));
        return { journal: journalOf(witness, key.publicSignals), proof: protocol.encode(proof) };
      } catch (error) {
        throw proverError(error);
      }
    },
    async check({ journal, proof }: Proof): Promise<boolean> {
      const signals = signalsOf(journal);
      const decoded = protocol.decode(proof);
      if (signals?.length !== key.publicSignals || decoded === undefined) return false;
      if (signals.some((signal) => signal >= SCALAR_MODULUS)) return false;
      return withSnarkjs((snarkjs) => protocol.verify(snarkjs, key, signals.map(String), decoded));
    },
    memory: () => wasm.length + (zkey?.length ?? 0),
    release() {
      zkey = undefined;
    },
  };
}

async function keyIn<Key extends ReadKey, SnarkjsProof>(
  protocol: UniversalProtocol<Key, SnarkjsProof>,
  code: Uint8Array,
): Promise<Key> {
  const key = protocol.readKey(zkeyIn(code));
  if (key.publicSignals < 2) throw programInvalid('it has no public signals "binding" and "inputHash"');
  await checkSetUp(key.setUp);
  return key;
}

/** As snarkjs takes it: of Node's buffers, `slice` would make views rather than copies. */
function zkeyIn(code: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = readCode(code).zkey;
  return new Uint8Array(buffer, byteOffset, length);
}

/** snarkjs throws plain errors where polynomials do not divide: where the witness breaks the key's constraints. */
function proverError(error: unknown): Error {
  const plain = error instanceof Error && error.constructor === Error;
  return provingError(plain ? coded("WITNESS", messageOf(error)) : error);
}
