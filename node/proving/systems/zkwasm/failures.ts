import { W3bError } from "../../../protocol/errors.ts";

/** Every way in which a code can fail to be a zkWASM program. */
export function programInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("PROGRAM_INVALID", `The code is not a zkWASM program: ${reason}.`, {
    kind: "input",
    meaning: "No prover can run this version of the project.",
    action: "The project's owner packs module and parameters as docs/proof-systems/zkwasm.md says.",
    cause,
  });
}

/** Every way in which messages can fail to be a module's inputs. */
export function inputsInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("INPUTS_INVALID", `The messages are not the module's inputs: ${reason}.`, {
    kind: "input",
    action:
      'Send {"private_input":[...],"public_input":[...]} with integers of 64 bits, as numbers or decimal strings.',
    cause,
  });
}
