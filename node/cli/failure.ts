import { isUnreachable, reasonOf } from "../chain/trouble.ts";
import { revertError, revertOf } from "../chain/revert.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";

/** Tells the user what happened, what it means and what to do, and sets exit code 1. */
export function fail(thrown: unknown, json: boolean): void {
  process.exitCode = 1;
  const error = explain(thrown);
  const { meaning, action } = error instanceof W3bError ? error : {};
  const reason = reasonOf(error);
  if (json) {
    console.error(JSON.stringify({ error: reason, code: codeOf(error), meaning, action }));
    return;
  }
  console.error(`error: ${reason} [${codeOf(error)}]`);
  if (meaning) console.error(`  ${meaning}`);
  if (action) console.error(`  ${action}`);
  if (!(error instanceof W3bError)) console.error(framesOf(error));
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
