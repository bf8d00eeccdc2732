import type { Hex } from "viem";
import { vmTypes } from "../../../protocol/vm-types.ts";
import type { Program, ProgramInput, ProofSystem, Proof } from "../../types.ts";
import { programInvalid, readCode } from "./code.ts";
import { decodeProof, encodeProof, journalOf, signalsOf } from "./encoding.ts";
import { circuitInputs } from "./inputs.ts";
import { proveWitness, verifyProof } from "./snarkjs.ts";
import { programIdOf, snarkjsKeyOf } from "./verifying-key.ts";
import { loadCircuit } from "./witness.ts";
import { readZkey } from "./zkey.ts";

/** Groth16 over BN254 on circuits written in Circom: the code is JSON {"wasm","zkey"}, both base64. */
export const circomGroth16: ProofSystem = { vmTypeID: vmTypes.circom, name: "circom", load };

async function load(code: Uint8Array): Promise<Program> {
  const { wasm, zkey } = readCode(code);
  const { verifyingKey, witnessSize, publicSignals } = readZkey(zkey);
  const circuit = await loadCircuit(wasm);
  if (circuit.witnessSize !== witnessSize) throw programInvalid("its zkey belongs to another circuit");
  const snarkjsKey = snarkjsKeyOf(verifyingKey);

  return {
    programId: programIdOf(verifyingKey),

    async dryRun(input: ProgramInput): Promise<Hex> {
      const witness = await circuit.calculate(circuitInputs(input));
      return journalOf(witness.signals(1, publicSignals));
    },

    async prove(input: ProgramInput): Promise<Proof> {
      const witness = await circuit.calculate(circuitInputs(input));
      const proof = await proveWitness(zkey, witness.file());
      return { journal: journalOf(witness.signals(1, publicSignals)), proof: encodeProof(proof) };
    },

    async check({ journal, proof }: Proof): Promise<boolean> {
      const signals = signalsOf(journal);
      return signals.length === publicSignals && (await verifyProof(snarkjsKey, signals, decodeProof(proof)));
    },
  };
}
