import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { groth16, type VerificationKey } from "snarkjs";
import { publicSignalsOf, toSnarkjsProof } from "../../../../node/proving/groth16/proof.ts";
import { compileCircuit } from "../../../../scripts/circuit/compile.ts";
import { insecureKeys } from "../../../../scripts/circuit/insecure-keys.ts";

export interface TestCircuit {
  wasm: Uint8Array;
  zkey: Uint8Array;
  verificationKey: VerificationKey;
}

/** Compiles circom source and makes keys for it, with a domain of at least `leastDomain`. */
export async function makeCircuit(name: string, source: string, leastDomain?: number): Promise<TestCircuit> {
  const parent = fileURLToPath(new URL("../../../../build", import.meta.url)); // the compiler stays inside the project
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "test-circuit-")); // others compile circuits of this name at the same time
  try {
    const file = join(folder, `${name}.circom`);
    await writeFile(file, source);
    const compiled = await compileCircuit(file, folder);
    const { zkey, verificationKey } = insecureKeys(await readFile(compiled.r1cs), leastDomain);
    const wasm = await readFile(compiled.wasm);
    return { wasm, zkey, verificationKey: verificationKey as unknown as VerificationKey };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Whether snarkjs accepts a proof for the public signals of a witness. */
export async function snarkjsAccepts(key: VerificationKey, witness: Uint8Array, proof: Uint8Array): Promise<boolean> {
  return groth16.verify(key, publicSignalsOf(witness, key.nPublic), toSnarkjsProof(proof));
}

/** Bits, products, small negative values and a public output. */
export const MIXED_CIRCUIT = `pragma circom 2.2.0;
template Mixed(BITS) {
    signal input value;
    signal input weights[2][3];
    signal output weighted;
    signal bits[BITS];
    var sum = 0;
    for (var i = 0; i < BITS; i++) {
        bits[i] <-- (value >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        sum += bits[i] * 2 ** i;
    }
    sum === value;
    signal powers[4];
    powers[0] <== value * value;
    for (var i = 1; i < 4; i++) powers[i] <== powers[i - 1] * powers[i - 1] - i;
    signal products[2];
    products[0] <== weights[0][0] * weights[0][1] + weights[0][2];
    products[1] <== weights[1][0] * weights[1][1] - weights[1][2];
    weighted <== products[0] * products[1] + powers[3];
}
component main { public [value] } = Mixed(16);
`;
