import { registerHooks } from "node:module";
import { isMainThread } from "node:worker_threads";
import type { Groth16Proof, VerificationKey } from "snarkjs";

type Snarkjs = typeof import("snarkjs");

/** A Groth16 proof of a witness (.wtns) with a key (.zkey), both as bytes. */
export async function proveWitness(zkey: Uint8Array, witness: Uint8Array): Promise<Groth16Proof> {
  const { groth16 } = await load();
  return (await groth16.prove(zkey, witness)).proof;
}

/** Whether a proof verifies. */
export async function verifyProof(key: VerificationKey, signals: string[], proof: Groth16Proof): Promise<boolean> {
  const { groth16 } = await load();
  return groth16.verify(key, signals, proof);
}

let loading: Promise<Snarkjs> | undefined;

function load(): Promise<Snarkjs> {
  return (loading ??= loadSnarkjs());
}

async function loadSnarkjs(): Promise<Snarkjs> {
  if (!isMainThread) stubWebWorker();
  const snarkjs = await import("snarkjs");
  // Asked for a single thread, snarkjs builds the curve anew for every proof; left to itself it takes the one that is
  // kept here, which stays within this thread.
  Object.assign(globalThis, { curve_bn128: await snarkjs.curves.getCurveFromName("bn128", { singleThread: true }) });
  return snarkjs;
}

/** `web-worker`, which snarkjs imports and does not need here, takes any worker thread for one of its own and fails. */
function stubWebWorker(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === "web-worker"
        ? { url: "data:text/javascript,export default class Worker {}", format: "module", shortCircuit: true }
        : nextResolve(specifier, context),
  });
}
