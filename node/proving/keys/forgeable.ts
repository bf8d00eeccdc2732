import { W3bError } from "../../protocol/errors.ts";

/** Every way in which a key lets anyone forge proofs: `reason` completes "Anyone can forge proofs under this key: ". */
export function keyForgeable(reason: string): W3bError {
  return new W3bError("KEY_FORGEABLE", `Anyone can forge proofs under this key: ${reason}.`, {
    kind: "input",
    meaning: "A proof under it shows nothing. docs/verifiers.md lists such keys and why each is one.",
    action: "Make the key again, from a set-up whose secrets nobody knows, and publish it as a new version.",
  });
}
