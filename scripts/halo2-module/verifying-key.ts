import { exportsOf } from "../../node/proving/systems/halo2-wasm/exports.ts";
import { Host } from "../../node/proving/systems/halo2-wasm/host.ts";
import { bindImports, importObject } from "../../node/proving/systems/halo2-wasm/imports.ts";
import { signaturesOf } from "../../node/proving/systems/halo2-wasm/signatures.ts";

/** The partial verifying key that the example module tells of itself: its export `verifying_key() -> Vec<u8>`. */
export function verifyingKeyFrom(wasm: Uint8Array): Uint8Array {
  const signatures = signaturesOf(wasm);
  const names = exportsOf(signatures);
  const host = new Host(names);
  const module = new WebAssembly.Module(wasm);
  const { exports } = new WebAssembly.Instance(module, importObject(bindImports(signatures.imports), host));
  host.connect(exports);
  const call = (name: string, ...args: number[]) => (exports[name] as (...args: number[]) => void)(...args);
  if (names.start !== undefined) call(names.start);
  const result = host.give(new Uint8Array(8));
  call("verifying_key", result);
  const view = host.view();
  return host.bytes(view.getUint32(result, true), view.getUint32(result + 4, true)).slice();
}
