import { Worker } from "node:worker_threads";
import { messageOf, W3bError } from "../../../protocol/errors.ts";
import { withMemoryLimit } from "../../wasm-memory.ts";
import { programInvalid } from "./failures.ts";
import type { ModuleInputs } from "./inputs.ts";
import type { RunMessage, RunOutcome } from "./run-module.ts";

/** A module as provers of Delphinus take it. */
export interface ZkWasmModule {
  /** As the project has it: a prover's image of it, and so what its proofs are about, follows from every byte. */
  code: Uint8Array;
  /** The same with its memory capped, to run here. */
  limited: Uint8Array;
  /** Whether it needs no more of its host than its inputs and `require`, and so runs here. */
  runsHere: boolean;
}

/**
 * Reads a module, which exports `zkmain` and has at most 4 MiB. Throws PROGRAM_INVALID (input).
 */
export async function readModule(code: Uint8Array): Promise<ZkWasmModule> {
  if (code.length > MAX_MODULE_BYTES) throw programInvalid(`its module has more than ${MAX_MODULE_BYTES} bytes`);
  let limited: Uint8Array;
  let module: WebAssembly.Module;
  try {
    limited = withMemoryLimit(Uint8Array.from(code)); // not in shared memory, which WebAssembly does not take
    module = await WebAssembly.compile(limited);
  } catch (cause) {
    throw programInvalid(`its module cannot be compiled (${messageOf(cause)})`, cause);
  }
  const { imports, exports } = WebAssembly.Module as unknown as Reflection;
  if (!exports(module).some(({ name, kind }) => name === "zkmain" && kind === "function")) {
    throw programInvalid("its module exports no function zkmain");
  }
  const known = ["env.wasm_input", "env.require"];
  const runsHere = imports(module).every(
    (needed) => needed.kind === "function" && known.includes(`${needed.module}.${needed.name}`),
  );
  return { code, limited, runsHere };
}

/**
 * Runs a module natively, in a thread of its own that ends with it. Throws INPUTS_REJECTED (input) when the module
 * refuses its inputs, PROVING_TIMEOUT when it runs too long, and PROVING_ABORTED.
 */
export async function runModule(
  { limited }: Pick<ZkWasmModule, "limited">,
  inputs: Pick<ModuleInputs, "public" | "private">,
  timeoutMs: number,
  givenUp?: AbortSignal,
): Promise<void> {
  const message: RunMessage = { bytes: limited, public: inputs.public, private: inputs.private };
  const worker = new Worker(new URL("./run-module.ts", import.meta.url), {
    workerData: message,
    resourceLimits: { stackSizeMb: 4 },
    env: {},
  });
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = givenUp ? AbortSignal.any([timeout, givenUp]) : timeout;
  try {
    const outcome = await new Promise<RunOutcome>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", (error) => resolve({ refused: messageOf(error) })); // its memory, or its stack
      worker.once("exit", () => resolve({ refused: "the module ended its thread" }));
      stop.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
      if (stop.aborted) reject(new Error("stopped"));
    });
    if (outcome.refused === undefined) return;
    throw new W3bError("INPUTS_REJECTED", `The module refused the inputs: ${outcome.refused.slice(0, 300)}.`, {
      kind: "input",
      meaning: "No proof of these inputs exists.",
    });
  } catch (error) {
    if (error instanceof W3bError) throw error;
    if (givenUp?.aborted) throw new W3bError("PROVING_ABORTED", "Proving was given up.", { cause: error });
    throw new W3bError("PROVING_TIMEOUT", `The module ran longer than ${timeoutMs} ms and was stopped.`, {
      cause: error,
      action: "Make the program smaller, or raise the time limit of dry runs.",
    });
  } finally {
    await worker.terminate();
  }
}

const MAX_MODULE_BYTES = 4 * 1024 * 1024;

interface Reflection {
  imports(module: WebAssembly.Module): { module: string; name: string; kind: string }[];
  exports(module: WebAssembly.Module): { name: string; kind: string }[];
}
