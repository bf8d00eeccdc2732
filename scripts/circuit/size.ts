import { r1cs } from "snarkjs";

/** How big a circuit is: its constraints, its public signals, and the power of two of its evaluation domain. */
export interface CircuitSize {
  constraints: number;
  publicSignals: number;
  power: number;
}

/** Reads the size of the constraint system in the file `path`. */
export async function readCircuitSize(path: string): Promise<CircuitSize> {
  const { nConstraints, nPubInputs, nOutputs } = await r1cs.info(path);
  const publicSignals = nPubInputs + nOutputs;
  // snarkjs adds a row for the constant and for each public signal, so that none of them can be changed in a proof.
  const power = Math.ceil(Math.log2(nConstraints + publicSignals + 1));
  return { constraints: nConstraints, publicSignals, power };
}
