import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { universalSystems } from "./window-maximum.ts";

const { name, code, message, binding } = workerData as Record<"name" | "message", string> & {
  code: Uint8Array;
  binding: `0x${string}`;
};
const { system } = universalSystems.find((each) => each.name === name)!;
const program = await system.load(code, "");
const proof = await program.prove({ messages: [message], binding });
const checked = await program.check(proof);
const curve = (globalThis as { curve_bn128?: unknown }).curve_bn128;
parentPort!.postMessage({ isMainThread, proof, checked, curveLeft: Boolean(curve) });
