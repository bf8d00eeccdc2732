import { parentPort, workerData } from "node:worker_threads";
import { openBackend } from "../../../../node/proving/groth16/backend.ts";
import { readZkey } from "../../../../node/proving/groth16/zkey.ts";
import type { InWorker } from "./in-worker.ts";

const { backend, id, zkey, witness } = workerData as InWorker;
const opened = openBackend(backend);
const key = zkey ? opened.load(id, readZkey(zkey)) : opened.find(id);
parentPort!.postMessage(key && { proof: key.prove(witness), memory: key.memory() });
