import type { Hex } from "viem";
import { messageOf, W3bError } from "../protocol/errors.ts";
import type { LoadedPrograms } from "./loaded-programs.ts";
import type { Program, ProgramCode, ProgramInput, Proof, Witness } from "./types.ts";

/** One call of the pool. */
export type ProvingRequest =
  | { action: "read"; code: ProgramCode }
  | { action: "describe"; code: ProgramCode }
  | { action: "dryRun"; code: ProgramCode; input: ProgramInput }
  | { action: "prove"; code: ProgramCode; input: ProgramInput; witness: Witness | undefined };

/** A run of a program without a proof. */
export interface DryRun {
  journal: Hex;
  /** For the proof that is to follow. */
  witness: Witness | undefined;
  /** Where the journal could not be had without it; kept for the proof that is to follow. */
  proof: Proof | undefined;
}

export interface ProvedTask extends Proof {
  /** Time of the proof alone, without loading and checking; of its dry run, where that made the proof already. */
  milliseconds: number;
}

/** Does what a call asks for. Throws what the program throws, and PROVING_FAILED for a proof that does not verify. */
export function perform(programs: LoadedPrograms, request: ProvingRequest, signal?: AbortSignal): Promise<unknown> {
  if (request.action === "read") return programs.read(request.code);
  return programs.use(request.code, async (program) => {
    if (request.action === "describe") return { programId: program.programId };
    if (request.action === "prove") return proveAndCheck(program, request, signal);
    return timedDryRun(program, request.input, signal).catch((error: unknown) => {
      throw error instanceof W3bError || signal?.aborted ? error : inputsUnfit(error);
    });
  });
}

/** Whatever else a run stumbles over, it stumbled over what a device sent: never the node's own trouble, to be retried. */
function inputsUnfit(cause: unknown): W3bError {
  return new W3bError("INPUTS_INVALID", `The program does not run on the messages: ${messageOf(cause)}.`, {
    kind: "input",
    action: "Send what the project's program takes.",
    cause,
  });
}

/** How long dry runs took, in milliseconds, by binding: a program that can only prove keeps the proof it then made. */
const dryRunTimes = new WeakMap<Program, Map<Hex, number>>();
const timesKept = 64;

async function timedDryRun(program: Program, input: ProgramInput, signal?: AbortSignal): Promise<DryRun> {
  const start = performance.now();
  const journal = await program.dryRun(input, signal);
  const times = dryRunTimes.get(program) ?? new Map<Hex, number>();
  dryRunTimes.set(program, times.set(input.binding, Math.round(performance.now() - start)));
  for (const oldest of times.keys()) {
    if (times.size <= timesKept) break;
    times.delete(oldest);
  }
  return { journal, witness: program.takeWitness?.(), proof: program.madeProof?.(input) };
}

/** A bad proof costs its prover gas and time, so none leaves unchecked. */
async function proveAndCheck(
  program: Program,
  { input, witness }: ProvingRequest & { action: "prove" },
  signal?: AbortSignal,
): Promise<ProvedTask> {
  const start = performance.now();
  const proof = await program.prove(input, signal, witness);
  const dryRunMs = dryRunTimes.get(program)?.get(input.binding) ?? 0;
  const milliseconds = Math.max(dryRunMs, Math.round(performance.now() - start));
  if (await program.check(proof, input.verifier)) return { ...proof, milliseconds };
  throw new W3bError("PROVING_FAILED", "The proof that was made does not verify.", {
    meaning: "The program's proving key and verification key do not belong together, or the machine computes wrongly.",
  });
}
