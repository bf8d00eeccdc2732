import { W3bError } from "../../../protocol/errors.ts";
import type { Groth16Backend } from "../types.ts";
import { drawBlinding } from "../blinding.ts";
import { loadingError, provingError } from "../failures.ts";
import { WasmProver } from "./prover.ts";
import { WasmVerifier } from "./verifier.ts";

/** The back end that runs wherever Node does. Every handle holds its key in memory of its own. */
export function openWasm(): Groth16Backend {
  return {
    name: "wasm",
    variant: "wasmcurves",
    find: () => undefined,
    verifier: (key) => new WasmVerifier(key),
    load(_id, key, { tableBytes = DEFAULT_TABLE_BYTES } = {}) {
      let prover: WasmProver | undefined;
      try {
        prover = new WasmProver(key, tableBytes);
      } catch (error) {
        throw loadingError(error);
      }
      const loaded = () => {
        if (prover === undefined) throw new W3bError("PROVING_FAILED", "The prover failed: the key was released.");
        return prover;
      };
      return {
        prove(witness, blinding = drawBlinding()) {
          const open = loaded();
          try {
            return open.prove(witness, blinding);
          } catch (error) {
            throw provingError(error);
          }
        },
        memory() {
          const { keyBytes, arithmetic } = loaded();
          return { key: keyBytes, workspace: arithmetic.bytes - keyBytes, shared: false };
        },
        release() {
          prover = undefined;
        },
      };
    },
  };
}

/** None: every thread would have tables of its own, and makes them slowly (seconds for one tenth of a proof's time). */
const DEFAULT_TABLE_BYTES = 0;
