import { isUnreachable, reasonOf } from "../chain/trouble.ts";
import { revertError, revertOf } from "../chain/revert.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";

/** Tells the user what happened, what it means and what to do, and sets exit code 1. */
export function fail(error: unknown, json: boolean): void {
  process.exitCode = 1;
  console.error(failureText(error, json));
}

/** What a user is told: lines, or one JSON object. A stack only of defects, and never an endpoint's URL. */
export function failureText(thrown: unknown, json: boolean): string {
  const error = explain(thrown);
  const { meaning, action } = error instanceof W3bError ? error : {};
  const reason = reasonOf(error);
  if (json) return JSON.stringify({ error: reason, code: codeOf(error), meaning, action });
  const lines = [`error: ${reason} [${codeOf(error)}]`];
  if (meaning) lines.push(`  ${meaning}`);
  if (action) lines.push(`  ${action}`);
  if (!(error instanceof W3bError)) lines.push(framesOf(error));
  return lines.join("\n");
}

/** Names what a chain or a disk says of a command's arguments, which is no defect of this program. */
function explain(error: unknown): unknown {
  if (error instanceof W3bError) return error;
  if (revertOf(error)) return revertError(error);
  if (isUnreachable(error)) {
    return new W3bError("CHAIN_UNREACHABLE", `The chain's node does not answer: ${reasonOf(error)}`, {
      kind: "unavailable",
      action: "Start the node or check --rpc-url.",
    });
  }
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof Error && code !== undefined && path !== undefined && /^E[A-Z]+$/.test(code)) {
    return new W3bError("FILE_UNUSABLE", `The file ${path} cannot be read or written: ${reasonOf(error)}`, {
      kind: "input",
      action: "Check its name and its permissions.",
    });
  }
  return error;
}

/** Where a defect showed itself, without the message, which may name an endpoint and with it an API key. */
function framesOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
