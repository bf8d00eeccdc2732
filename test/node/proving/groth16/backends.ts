import { loadAddon } from "../../../../node/proving/groth16/native.ts";
import { wasmPrimitive } from "../../../../node/proving/groth16/wasm/primitives.ts";
import type { BackendName } from "../../../../node/proving/groth16/backend.ts";

export type Primitive = (name: string, x: Uint8Array, y: Uint8Array) => Uint8Array;

/** Single operations of the back ends this machine has; W3B_PROVING_BACKEND=wasm leaves the native one out. */
export function primitives(): Map<BackendName, Primitive> {
  const result = new Map<BackendName, Primitive>([["wasm", wasmPrimitive]]);
  if (process.env["W3B_PROVING_BACKEND"] === "wasm") return result;
  try {
    const addon = loadAddon();
    result.set("native", (name, x, y) => addon.primitive(name, x, y));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error; // not built on this machine
  }
  return result;
}
