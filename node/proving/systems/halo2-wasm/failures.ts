import { W3bError } from "../../../protocol/errors.ts";

/** Every way in which a code can fail to be a module of this kind. */
export function programInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("PROGRAM_INVALID", `The code is not a Halo2 module for W3bstream: ${reason}.`, {
    kind: "input",
    meaning: "No prover can run this version of the project.",
    action: "The project's owner publishes a module built by `wasm-pack build --target nodejs` (docs/proof-systems).",
    cause,
  });
}

/** The module ran and stopped without a result: `reason` is its own word where it gave one. */
export function inputsRejected(reason: string, cause?: unknown): W3bError {
  return new W3bError("INPUTS_REJECTED", `The module stopped without a proof: ${reason}.`, {
    kind: "input",
    meaning: "It makes no proof of these messages.",
    action: "Send what the project's module takes; the text is the module's own where it gave one.",
    cause,
  });
}

/** The module returned something else than a proof for this task. */
export function resultInvalid(reason: string): W3bError {
  return new W3bError("RESULT_INVALID", `The module's result cannot be used: ${reason}.`, {
    kind: "input",
    meaning: "The project's verifier contract would not take it for this task, so it is not sent.",
    action: "The project's owner returns abi.encode(uint256 publicInput, uint256 taskID, bytes proof) from `prove`.",
  });
}

/** The module, or what it made the host keep for it, needs more than it may have. */
export function outOfMemory(reason: string, cause?: unknown): W3bError {
  return new W3bError("OUT_OF_MEMORY", `The module needs more memory than it may use: ${reason}.`, {
    action: "Raise the limit of memory for modules or leave this project to larger machines.",
    cause,
  });
}

/** Text from a module, fit for a sentence: without control characters, 300 characters at most. */
export function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
