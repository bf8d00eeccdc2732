import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { program } from "../../../node/cli/program.ts";
import { root } from "../../../scripts/devnet/processes.ts";

/** Every `npx w3b ...` and `w3b ...` of a document's blocks of code, a line each, without comments and what is piped. */
function commandsIn(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8").replaceAll(/\\\n\s*/g, " ");
  return Array.from(text.matchAll(/^(?: *)(?:npx |W3B_\w+=\S+ )*w3b ([^#\n|&]*)/gm), ([, words = ""]) => words.trim());
}

/** What of a line is neither a command's name nor one of its options. */
function unknownIn(line: string): string[] {
  let at: Command = program();
  const path = [at];
  const words = line.split(/\s+/);
  while (at.commands.length > 0) {
    const index = words.findIndex((word) => at.commands.some((command) => command.name() === word));
    const found = at.commands.find((command) => command.name() === words[index]);
    if (!found && at.name() === "prover") break; // without a further word it runs one
    if (!found) return [`no command: ${line}`];
    words.splice(index, 1);
    path.push((at = found));
  }
  const flags = new Set(path.flatMap(({ options }) => options.map(({ long }) => long)).concat("--help"));
  return words
    .filter((word) => word.startsWith("--") && !flags.has(word.split("=")[0]))
    .map((word) => `${word}: ${line}`);
}

describe("commands in the documents", () => {
  for (const file of globSync(["README.md", "docs/**/*.md", "examples/*/README.md"], { cwd: root })) {
    const commands = commandsIn(file);
    if (commands.length > 0)
      it(`${file}: each exists, with its options`, () => assert.deepEqual(commands.flatMap(unknownIn), []));
  }
});
