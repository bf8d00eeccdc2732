import { messageOf, W3bError } from "../../protocol/errors.ts";

/** The error of loading a key; `cause.code` is KEY where the key is to blame (both back ends set it). */
export function loadingError(cause: unknown): W3bError {
  if ((cause as { code?: unknown }).code === "KEY") {
    return new W3bError("PROGRAM_INVALID", `The proving key cannot be used: ${messageOf(cause)}.`, {
      kind: "input",
      meaning: "The project's file does not hold a valid Groth16 proving key.",
      action: "Make the .zkey file again with snarkjs and publish the project's file again.",
      cause,
    });
  }
  return provingError(cause);
}

/** The error of making a proof; `cause.code` is WITNESS where the witness is to blame. Holds nothing of the witness. */
export function provingError(cause: unknown): W3bError {
  if ((cause as { code?: unknown }).code === "WITNESS") {
    return new W3bError("PROGRAM_INVALID", `The witness does not belong to the proving key: ${messageOf(cause)}.`, {
      kind: "input",
      meaning: "The project's circuit and its proving key were not made from the same source.",
      action: "Compile the circuit and make its key again, and publish both together.",
      cause,
    });
  }
  return new W3bError("PROVING_FAILED", `The prover failed: ${messageOf(cause)}`, { cause });
}

/** An error as the native addon throws it, for the back end written here. */
export function coded(code: "KEY" | "WITNESS", message: string): Error {
  return Object.assign(new Error(message), { code });
}
