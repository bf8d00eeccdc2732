import { messageOf, W3bError } from "../../protocol/errors.ts";
import { openNative } from "./native.ts";
import type { BackendName, Groth16Backend } from "./types.ts";
import { openWasm } from "./wasm/backend.ts";

export type { BackendName, Groth16Backend, LoadedKey, ProofVerifier } from "./types.ts";

let opened: Groth16Backend | undefined;

/** The back end that everything in this thread proves and verifies with, opened when first asked for: see openBackend. */
export function processBackend(): Groth16Backend {
  return (opened ??= openBackend());
}

/**
 * Opens the native back end where it was built and else the WebAssembly one; a name asks for that one. Without an
 * argument the environment variable W3B_PROVING_BACKEND may name one. Throws `PROVING_BACKEND_UNAVAILABLE`.
 */
export function openBackend(
  name: BackendName | "auto" = (process.env["W3B_PROVING_BACKEND"] as BackendName | undefined) ?? "auto",
): Groth16Backend {
  if (name === "wasm") return openWasm();
  if (name !== "native" && name !== "auto") throw unavailable(`there is no back end called ${JSON.stringify(name)}`);
  try {
    return openNative();
  } catch (error) {
    if (name === "auto") return openWasm();
    throw unavailable(messageOf(error), error);
  }
}

function unavailable(reason: string, cause?: unknown): W3bError {
  return new W3bError("PROVING_BACKEND_UNAVAILABLE", `The proving back end cannot be opened: ${reason}.`, {
    action: "Run `node scripts/build-native.js`, or set W3B_PROVING_BACKEND to wasm.",
    cause,
  });
}
