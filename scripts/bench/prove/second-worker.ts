import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openBackend, type LoadedKey } from "../../../node/proving/groth16/backend.ts";
import { WitnessCalculator } from "../../../node/proving/groth16/witness.ts";
import { readZkey } from "../../../node/proving/groth16/zkey.ts";
import type { BenchCircuit } from "../large-circuit.ts";
import { round2 } from "../report.ts";

/** What a second worker that proves with a key adds to the first, in bytes. */
export interface SecondWorker {
  /** The resident key. */
  keyBytes: number;
  /** By the accounts of the back end: what the key takes once more unless it is shared, and what proving takes. */
  secondWorkerBytes: number;
  /** Of the key. */
  secondWorkerKeyShare: number;
  /** Of the whole process, a pool of two against one of one: with the second thread's JavaScript and WebAssembly. */
  secondWorkerResidentBytes: number;
}

export async function secondWorker(circuit: BenchCircuit): Promise<SecondWorker> {
  const witness = new WitnessCalculator(readFileSync(circuit.wasm)).calculate(circuit.input);
  const zkey = readZkey(readFileSync(circuit.zkey));
  const [first, second] = [1, 2].map(() => openBackend().load(circuit.zkey, zkey));
  for (const key of [first!, second!]) key.prove(witness); // takes what it needs
  const memory = second!.memory();
  const [keyBytes, secondWorkerBytes] = [memory.key, addedBy(memory)];
  for (const key of [first!, second!]) key.release();
  const [one, two] = [await residentBytes(circuit.name, 1), await residentBytes(circuit.name, 2)];
  return {
    keyBytes,
    secondWorkerBytes,
    secondWorkerKeyShare: round2(secondWorkerBytes / keyBytes),
    secondWorkerResidentBytes: two - one,
  };
}

/** What one more thread takes to prove with a key: the key as well where it is not shared. */
export function addedBy({ key, workspace, shared }: ReturnType<LoadedKey["memory"]>): number {
  return workspace + (shared ? 0 : key);
}

async function residentBytes(circuit: string, threads: number): Promise<number> {
  const child = fork(fileURLToPath(new URL("pool-memory.ts", import.meta.url)), [circuit, String(threads)]);
  const [bytes] = (await once(child, "message")) as [number];
  return bytes;
}
