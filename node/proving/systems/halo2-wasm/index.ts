import { createHash } from "node:crypto";
import { W3bError } from "../../../protocol/errors.ts";
import { vmTypes } from "../../../protocol/vm-types.ts";
import type { Program, ProgramDescription, ProgramInput, ProofSystem, Proof } from "../../types.ts";
import { programInvalid } from "./failures.ts";
import { KeptProofs } from "./kept-proofs.ts";
import { Halo2Module, type ProveArguments } from "./module.ts";
import { hasForm, INSTANCES, proofOf } from "./result.ts";

/** What an operator may set. */
export interface Halo2WasmSettings {
  /** Most memory of a running module, in MiB; 4096 is all that WebAssembly has. Default 1024. */
  memoryMb?: number;
}

/**
 * Halo2 the way of the Go W3bstream: the code is a WebAssembly module built by wasm-bindgen that carries its own
 * parameters and keys and exports `prove(project_id: u64, task_id: u64, client_id: &str, sequencer_sign: &str,
 * input: &str) -> Vec<u8>`.
 */
export function halo2Wasm(settings: Halo2WasmSettings = {}): ProofSystem {
  const memoryMb = Math.min(Math.max(1, Math.floor(settings.memoryMb ?? 1024)), wholeMemory);
  return {
    vmTypeID: vmTypes.halo2,
    name: "halo2",
    async describe(code): Promise<ProgramDescription> {
      new Halo2Module(code, memoryMb); // throws for what no prover could run
      // The id depends on the project's own verifier contract: SnarkVerifierAdapter.register tells it.
      return { programId: undefined, verifier: "snarkVerifierAdapter", binding: "template", instances: INSTANCES };
    },
    async load(code): Promise<Program> {
      return programOf(new Halo2Module(code, memoryMb), code.length);
    },
  };
}

/** MiB that 32-bit addresses reach. */
const wholeMemory = 4096;
/** Proofs a dry run leaves for prove: claims are not much older than their dry run. */
const keptProofs = 16;
const u64 = 2n ** 64n;

function programOf(module: Halo2Module, codeBytes: number): Program {
  const kept = new KeptProofs(keptProofs);
  const run = (input: ProgramInput): Proof => {
    const args = argumentsOf(input);
    const key = keyOf(args);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const proof = proofOf(module.prove(args), args.projectId, args.taskId);
    kept.put(key, proof);
    return proof;
  };
  return {
    programId: undefined,
    // Such a module has no way to run without proving: the proof is kept for `prove`.
    dryRun: async (input) => run(input).journal,
    prove: async (input) => run(input),
    check: async (proof) => hasForm(proof),
    memory: () => codeBytes + kept.bytes,
    release: () => kept.clear(),
  };
}

/** Throws TASK_MISSING, or PROGRAM_INVALID for a project whose number is beyond what modules are told. */
function argumentsOf({ messages, task }: ProgramInput): ProveArguments {
  if (task === undefined) {
    throw new W3bError("TASK_MISSING", "A Halo2 module was to run without a task.", {
      meaning: "It names the task in what it proves, and so runs for a task only.",
    });
  }
  if (task.projectId >= u64) throw programInvalid("the project's number has more than 64 bits");
  return {
    projectId: task.projectId,
    taskId: BigInt.asUintN(64, BigInt(task.taskId)),
    clientId: task.clientId,
    sequencerSign: "", // no sequencer signs tasks here: the chain orders them
    input: JSON.stringify(messages),
  };
}

function keyOf({ projectId, taskId, clientId, input }: ProveArguments): string {
  return createHash("sha256")
    .update(JSON.stringify([String(projectId), String(taskId), clientId, input]))
    .digest("base64");
}
