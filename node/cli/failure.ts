import { codeOf, messageOf, W3bError } from "../protocol/errors.ts";

/** Tells the user what happened, what it means and what to do, and sets exit code 1. */
export function fail(error: unknown, json: boolean): void {
  process.exitCode = 1;
  const { meaning, action } = error instanceof W3bError ? error : {};
  if (json) {
    console.error(JSON.stringify({ error: messageOf(error), code: codeOf(error), meaning, action }));
    return;
  }
  console.error(`error: ${messageOf(error)} [${codeOf(error)}]`);
  if (meaning) console.error(`  ${meaning}`);
  if (action) console.error(`  ${action}`);
  if (!(error instanceof W3bError) && error instanceof Error && error.stack) console.error(error.stack);
}
