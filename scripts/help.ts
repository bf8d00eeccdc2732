import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Where `--help` is asked of a script, prints the comment at the top of its file, which is its documentation, and ends.
 * @param script The script's import.meta.url.
 */
export function helpIfAsked(script: string): void {
  if (!process.argv.slice(2).some((word) => word === "--help" || word === "-h")) return;
  const [, comment = ""] = /^\/\*\*\n(.*?)\n \*\//s.exec(readFileSync(fileURLToPath(script), "utf8")) ?? [];
  process.stdout.write(`${comment.replace(/^ \* ?/gm, "")}\n`);
  process.exit(0);
}
