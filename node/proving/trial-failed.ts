import { W3bError } from "../protocol/errors.ts";

/** Failures of a proof, after a dry run that passed, which show that the program cannot be proved. */
export const unprovable: ReadonlySet<string> = new Set(["PROVING_FAILED", "PROGRAM_INVALID", "RESULT_INVALID"]);

/** PROGRAM_TRIAL_FAILED (input): the program runs, and no proof of it is accepted. */
export function trialFailed(reason: string, cause?: unknown): W3bError {
  return new W3bError("PROGRAM_TRIAL_FAILED", `The program's trial proof failed: ${reason.replace(/\.$/, "")}.`, {
    kind: "input",
    meaning: "A claim of any of its tasks would cost its collateral: nothing of it is claimed.",
    action: "The project's owner publishes a version whose proving key belongs to its circuit and its verifying key.",
    cause,
  });
}
