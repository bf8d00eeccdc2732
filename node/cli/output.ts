import type { Command } from "commander";
import { toJson } from "../protocol/text.ts";

/** Says what a person should know before going on, beside the result: on standard error. */
export function warn(sentences: readonly string[]): void {
  for (const sentence of sentences) console.error(`Warning: ${sentence}`);
}

/** Prints a command's result: one JSON object with `--json`, otherwise the text made by `human`. */
export function print<T>(command: Command, result: T, human: (result: T) => string): void {
  const json = command.optsWithGlobals<{ json?: boolean }>().json === true;
  console.log(json ? toJson(result) : human(result));
}
