import { parentPort, workerData } from "node:worker_threads";
import { openBackend, type BackendName } from "../../../../node/proving/groth16/backend.ts";
import { readZkey } from "../../../../node/proving/groth16/zkey.ts";

const { backend, zkey, witness } = workerData as { backend: BackendName; zkey: Uint8Array; witness: Uint8Array };
parentPort!.postMessage(openBackend(backend).load("shared", readZkey(zkey)).prove(witness));
