import { W3bError } from "../../../protocol/errors.ts";

/** Every way in which a code can fail to be a RISC Zero program. */
export function programInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("PROGRAM_INVALID", `The code is not a RISC Zero program: ${reason}.`, {
    kind: "input",
    meaning: "No prover can run this version of the project.",
    action: "The project's owner packs the methods.rs that risc0-build has written, see docs/proof-systems/risc0.md.",
    cause,
  });
}
