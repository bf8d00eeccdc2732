import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zKey } from "snarkjs";
import type { CompiledCircuit } from "./compile.ts";

/** The paths of a circuit's key files. */
export interface KeyFiles {
  wasm: string;
  zkey: string;
  verificationKey: string;
}

/** Where the key files of the circuit `name` are in its folder of keys. */
export function keyFilesIn(keyFolder: string, name: string): KeyFiles {
  return {
    wasm: join(keyFolder, `${name}.wasm`),
    zkey: join(keyFolder, `${name}.zkey`),
    verificationKey: join(keyFolder, "verification_key.json"),
  };
}

/** Puts the witness calculator and the verification key beside a proving key that is there already. */
export async function completeKeyFiles(keys: KeyFiles, compiled: CompiledCircuit): Promise<void> {
  await copyFile(compiled.wasm, keys.wasm);
  await writeFile(keys.verificationKey, `${JSON.stringify(await zKey.exportVerificationKey(keys.zkey), null, 2)}\n`);
}
