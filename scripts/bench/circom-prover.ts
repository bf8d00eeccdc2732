import { readFileSync } from "node:fs";
import { openBackend, type BackendName, type LoadedKey } from "../../node/proving/groth16/backend.ts";
import { publicSignalsOf, toSnarkjsProof } from "../../node/proving/groth16/proof.ts";
import { WitnessCalculator, type CircuitInput } from "../../node/proving/groth16/witness.ts";
import { readZkey } from "../../node/proving/groth16/zkey.ts";

export interface ProverFiles {
  backend: BackendName;
  files: { wasm: string; zkey: string };
  input: CircuitInput;
}

/** A circuit with everything resident, as a worker of the node holds it: from the input to the proof. */
export class CircomProver {
  readonly key: LoadedKey;
  readonly #calculator: WitnessCalculator;
  readonly #input: CircuitInput;
  readonly #publicSignals: number;

  constructor({ backend, files, input }: ProverFiles) {
    const zkey = readZkey(readFileSync(files.zkey));
    this.#calculator = new WitnessCalculator(readFileSync(files.wasm));
    this.key = openBackend(backend).load(files.zkey, zkey);
    this.#input = input;
    this.#publicSignals = zkey.publicSignals;
  }

  /** Does what snarkjs.groth16.fullProve does. */
  prove(): { proof: ReturnType<typeof toSnarkjsProof>; publicSignals: string[] } {
    const witness = this.#calculator.calculate(this.#input);
    const proof = toSnarkjsProof(this.key.prove(witness));
    return { proof, publicSignals: publicSignalsOf(witness, this.#publicSignals) };
  }
}
