import { Worker } from "node:worker_threads";
import type { BackendName, LoadedKey } from "../../../../node/proving/groth16/backend.ts";

export interface InWorker {
  backend: BackendName;
  /** The key's. */
  id: string;
  /** The key to load; without it, the worker looks for one that another thread has loaded. */
  zkey?: Uint8Array;
  witness: Uint8Array;
}

/** A proof made in a thread of its own, and what the key then takes there; undefined where it found no key. */
export function proveInWorker(
  workerData: InWorker,
): Promise<{ proof: Uint8Array; memory: ReturnType<LoadedKey["memory"]> } | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./prove-in-worker.ts", import.meta.url), { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
