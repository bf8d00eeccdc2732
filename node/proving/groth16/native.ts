import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { wordsOf } from "./integers.ts";
import type { Groth16Backend, LoadedKey, LoadOptions, ProofVerifier } from "./types.ts";
import { drawBlinding } from "./blinding.ts";
import { loadingError, provingError } from "./failures.ts";
import { areSignalsOf, type VerificationParts } from "./verification-parts.ts";
import type { ProvingKey } from "./zkey.ts";

/** What native/addon.cpp exports. */
export interface Addon {
  /** The instructions it uses on this machine. */
  variant(): string;
  load(id: string, parts: ProvingKey & { tableMebibytes: number; portable: boolean }): object;
  find(id: string): object | undefined;
  prove(handle: object, witness: Uint8Array, blinding: Uint8Array): Uint8Array;
  keyBytes(handle: object): number;
  workspaceBytes(handle: object): number;
  release(handle: object): void;
  verifier(parts: VerificationParts): object;
  verify(verifier: object, signals: Uint8Array, proof: Uint8Array): boolean;
  verifierBytes(verifier: object): number;
  primitive(name: string, x: Uint8Array, y: Uint8Array): Uint8Array;
}

/** Opens the back end that scripts/build-native.js built; throws Node's error where there is none. */
export function openNative(): Groth16Backend {
  const addon = loadAddon();
  const portable = process.env["W3B_PROVING_PORTABLE"] === "1"; // leaves the vector unit alone, to compare
  // Other tables make another key to the addon.
  const nameOf = (id: string, tableMebibytes: number) => `${id}/${tableMebibytes}/${portable}`;
  return {
    name: "native",
    variant: portable ? "portable" : addon.variant(),
    load(id, key, options) {
      const tableMebibytes = mebibytesOf(options);
      try {
        const parts = { ...key, tableMebibytes, portable };
        return loadedKey(addon, addon.load(nameOf(id, tableMebibytes), parts));
      } catch (error) {
        throw loadingError(error);
      }
    },
    find(id, options) {
      const handle = addon.find(nameOf(id, mebibytesOf(options)));
      return handle && loadedKey(addon, handle);
    },
    verifier: (key) => proofVerifier(addon, key),
  };
}

function loadedKey(addon: Addon, handle: object): LoadedKey {
  return {
    prove(witness, blinding = drawBlinding()) {
      try {
        return addon.prove(handle, witness, blinding);
      } catch (error) {
        throw provingError(error);
      }
    },
    memory: () => ({ key: addon.keyBytes(handle), workspace: addon.workspaceBytes(handle), shared: true }),
    release: () => addon.release(handle),
  };
}

function proofVerifier(addon: Addon, key: VerificationParts): ProofVerifier {
  const handle = addon.verifier(key);
  const { publicSignals } = key;
  return {
    bytes: addon.verifierBytes(handle),
    verify(signals, proof) {
      return areSignalsOf({ publicSignals }, signals) && addon.verify(handle, bytesOf(signals), proof);
    },
  };
}

/** 32 bytes each, little endian. */
function bytesOf(signals: readonly bigint[]): Uint8Array {
  const words = BigUint64Array.from(signals.flatMap(wordsOf)); // the addon is for little-endian machines only
  return new Uint8Array(words.buffer);
}

/** The addon itself, whose single operations tests call. Throws Node's error where it was not built. */
export function loadAddon(): Addon {
  return createRequire(import.meta.url)(
    fileURLToPath(new URL("../../../build/native/groth16.node", import.meta.url)),
  ) as Addon;
}

function mebibytesOf({ tableBytes = DEFAULT_TABLE_BYTES }: LoadOptions = {}): number {
  return Math.ceil(tableBytes / 2 ** 20);
}

/** More tables cost memory and loading time, and hardly made proofs faster: docs/decisions.md. */
const DEFAULT_TABLE_BYTES = 16 * 2 ** 20;
