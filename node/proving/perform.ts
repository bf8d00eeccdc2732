import { W3bError } from "../protocol/errors.ts";
import type { LoadedPrograms } from "./loaded-programs.ts";
import type { Program, ProgramCode, ProgramInput, Proof } from "./types.ts";

/** One call of the pool. */
export type ProvingRequest =
  { action: "describe"; code: ProgramCode } | { action: "dryRun" | "prove"; code: ProgramCode; input: ProgramInput };

export interface ProvedTask extends Proof {
  /** Time of the proof alone, without loading and checking. */
  milliseconds: number;
}

/** Does what a call asks for. Throws what the program throws, and PROVING_FAILED for a proof that does not verify. */
export function perform(programs: LoadedPrograms, request: ProvingRequest, signal?: AbortSignal): Promise<unknown> {
  return programs.use(request.code, async (program) => {
    if (request.action === "describe") return { programId: program.programId };
    if (request.action === "dryRun") return program.dryRun(request.input, signal);
    return proveAndCheck(program, request.input, signal);
  });
}

/** A bad proof costs its prover gas and time, so none leaves unchecked. */
async function proveAndCheck(program: Program, input: ProgramInput, signal?: AbortSignal): Promise<ProvedTask> {
  const start = performance.now();
  const proof = await program.prove(input, signal);
  const milliseconds = Math.round(performance.now() - start);
  if (await program.check(proof)) return { ...proof, milliseconds };
  throw new W3bError("PROVING_FAILED", "The proof that was made does not verify.", {
    meaning: "The program's proving key and verification key do not belong together, or the machine computes wrongly.",
  });
}
