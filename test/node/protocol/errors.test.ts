import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { root } from "../../../scripts/devnet/processes.ts";

const folders = ["node", "indexer", "scripts", "examples"];

/** Every code that sources raise: the first argument of `new W3bError`, literal or chosen by `? :`. */
function raisedCodes(): Map<string, string> {
  const codes = new Map<string, string>();
  for (const folder of folders) {
    for (const file of readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue;
      const source = readFileSync(`${root}/${folder}/${file}`, "utf8");
      for (const [, argument = ""] of source.matchAll(/new W3bError\(([^,]+),/g)) {
        for (const [, code = ""] of argument.matchAll(/"([A-Z][A-Z0-9_]+)"/g)) codes.set(code, `${folder}/${file}`);
      }
    }
  }
  return codes;
}

describe("docs/errors.md", () => {
  const documented = new Set(
    Array.from(
      readFileSync(`${root}/docs/errors.md`, "utf8").matchAll(/`([A-Za-z0-9_]+)(?:\([^`]*\))?`/g),
      ([, name]) => name,
    ),
  );

  it("explains every code the sources raise", () => {
    const raised = raisedCodes();
    assert.ok(raised.size > 80, `only ${raised.size} codes were found`);
    const missing = [...raised].filter(([code]) => !documented.has(code));
    assert.deepEqual(missing, []);
  });
});
