import { workerData } from "piscina";
import { messageOf, W3bError, type W3bErrorOptions } from "../protocol/errors.ts";
import { LoadedPrograms } from "./loaded-programs.ts";
import type { Program, ProgramCode, ProgramInput, Proof } from "./types.ts";

export interface WorkerData {
  /** How much memory a worker's loaded programs may take, in bytes. */
  programBytes: number;
}

export interface WorkerRequest {
  action: "describe" | "dryRun" | "prove";
  code: ProgramCode;
  input?: ProgramInput | undefined;
}

export type WorkerResponse = { value: unknown } | { error: WorkerFailure };

/** A W3bError as plain data: errors lose their fields on the way between threads. */
export interface WorkerFailure extends Pick<W3bErrorOptions, "kind" | "meaning" | "action"> {
  code: string;
  message: string;
}

const programs = new LoadedPrograms((workerData as WorkerData).programBytes);

/** One call of the pool, in its worker thread. Never throws: failures travel as data. */
export default async function run({ action, code, input }: WorkerRequest): Promise<WorkerResponse> {
  try {
    const program = await programs.get(code);
    if (action === "describe" || input === undefined) return { value: { programId: program.programId } };
    return { value: action === "dryRun" ? await program.dryRun(input) : await proveAndCheck(program, input) };
  } catch (error) {
    const { kind, meaning, action } = error instanceof W3bError ? error : {};
    const failureCode = error instanceof W3bError ? error.code : "PROVING_FAILED";
    return { error: { code: failureCode, message: messageOf(error), kind, meaning, action } };
  } finally {
    programs.trim();
  }
}

/** A bad proof costs its prover gas and time, so none leaves unchecked. */
async function proveAndCheck(program: Program, input: ProgramInput): Promise<Proof & { milliseconds: number }> {
  const start = performance.now();
  const proof = await program.prove(input);
  const milliseconds = Math.round(performance.now() - start);
  if (await program.check(proof)) return { ...proof, milliseconds };
  throw new W3bError("PROVING_FAILED", "The proof that was made does not verify.", {
    meaning: "The program's proving key and verification key do not belong together, or the machine computes wrongly.",
  });
}
