import { readFile, stat, writeFile } from "node:fs/promises";
import { fflonk, type File, type MemoryFile, plonk } from "snarkjs";
import { messageOf, W3bError } from "../../node/protocol/errors.ts";
import type { CompiledCircuit } from "./compile.ts";
import { checkSetUp } from "../../node/proving/keys/kzg.ts";
import { readFflonkKey } from "../../node/proving/systems/fflonk/key.ts";
import { readPlonkKey } from "../../node/proving/systems/plonk/key.ts";
import { insecurePtau } from "./insecure-ptau.ts";
import { completeKeyFiles, type KeyFiles, keyFilesIn } from "./key-files.ts";

/** The proof systems whose phase 1 serves all circuits. */
export type UniversalSystem = "plonk" | "fflonk";

/** Power of two of the largest phase 1 that is made here: half a million points, a minute. */
const MAX_POWER = 17;

/**
 * Makes a circuit's PLONK or FFLONK keys and writes wasm, zkey and verification key to `keyFolder`. Throws what
 * {@link makeUniversalKey} throws.
 */
export async function makeUniversalKeys(options: {
  system: UniversalSystem;
  name: string;
  compiled: CompiledCircuit;
  ptau: string | undefined;
  keyFolder: string;
}): Promise<KeyFiles> {
  const { system, name, compiled, ptau, keyFolder } = options;
  const keys = keyFilesIn(keyFolder, name);
  await makeUniversalKey({ system, r1cs: compiled.r1cs, zkey: keys.zkey, ptau });
  await completeKeyFiles(keys, compiled);
  return keys;
}

/**
 * Makes a circuit's PLONK or FFLONK key. No randomness goes into it, so that anybody can make it again and compare.
 * `ptau` is a Powers of Tau file prepared for phase 2; without it, one is made here whose secret this process knew.
 * Throws CIRCUIT_SETUP_FAILED, for example when the ptau file is too small: PLONK's power p must have 2^p at least as
 * large as the number of gates, FFLONK's eight times as large; KEY_FORGEABLE when nobody contributed to the ptau file.
 */
export async function makeUniversalKey(options: {
  system: UniversalSystem;
  r1cs: string;
  zkey: string;
  ptau?: string | undefined;
}): Promise<void> {
  const { system, zkey, ptau } = options;
  const r1cs = await contentOf(options.r1cs);
  const made: MemoryFile = { type: "mem" };
  let problem = ptau === undefined ? "" : await setUp(system, r1cs, await contentOf(ptau), made);
  if (ptau === undefined) {
    // How many gates a circuit takes, snarkjs tells only by trying.
    for (let power = 8; problem !== undefined && power <= MAX_POWER; power++) {
      problem = await setUp(system, r1cs, insecurePtau(power), made);
    }
  }
  if (problem !== undefined || made.data === undefined) {
    throw new W3bError("CIRCUIT_SETUP_FAILED", `Making the key failed: ${problem ?? "no reason given"}`, {
      action: "Check that the ptau file is complete, prepared for phase 2, and large enough for the circuit.",
    });
  }
  await checkSetUp((system === "plonk" ? readPlonkKey : readFflonkKey)(made.data).setUp);
  await writeFile(zkey, made.data);
}

/** In memory where it fits, because snarkjs leaves files open where it fails. */
async function contentOf(path: string): Promise<File> {
  const { size } = await stat(path);
  return size > 2 ** 30 ? path : new Uint8Array(await readFile(path));
}

/** What snarkjs says is wrong; undefined if nothing is. */
async function setUp(system: UniversalSystem, r1cs: File, ptau: File, zkey: MemoryFile): Promise<string | undefined> {
  const problems: string[] = [];
  const ignore = () => undefined;
  const logger = { debug: ignore, info: ignore, warn: ignore, error: (text: string) => void problems.push(text) };
  try {
    const result = system === "plonk" ? plonk.setup(r1cs, ptau, zkey, logger) : fflonk.setup(r1cs, ptau, zkey, logger);
    return (await result) === -1 ? problems.join("; ") || "no reason given" : undefined;
  } catch (error) {
    return messageOf(error);
  }
}
