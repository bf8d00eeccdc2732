import { parentPort, workerData } from "node:worker_threads";
import { CircomProver, type ProverFiles } from "./circom-prover.ts";

/** Loads the circuit, says so, and then makes the number of proofs that each message asks for. */
const { backend, files, input } = workerData as ProverFiles;
const prover = new CircomProver({ backend, files, input });
prover.prove();
parentPort!.postMessage("ready");
parentPort!.on("message", (count: number) => {
  for (let i = 0; i < count; i++) prover.prove();
  parentPort!.postMessage("done");
});
