import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { errorsAbi } from "../../../contracts/abi/errors.ts";
import { root } from "../../../scripts/devnet/processes.ts";

const folders = ["node", "indexer", "scripts", "examples"];
/** As a text of its own, or at the beginning of a sentence. */
const code = /["`]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)["`:]/g;

/** What looks like a code and is none: settings, and what others call things. */
const otherNames = /^(W3B_|DATABASE_URL$|ERR_|HPE_|FST_ERR_|E[A-Z]+$|SIG[A-Z]+$|KEY$|WITNESS$)/;

/** Every text in the sources that could be a code, with its file. */
function upperCaseTexts(): Map<string, string> {
  return findAll((source) => [...source.matchAll(code)]);
}

/** Every code that sources raise or log: `new W3bError`'s or any call's first argument, or a field or variable `code`. */
function raisedCodes(): Map<string, string> {
  return findAll((source) =>
    [...source.matchAll(/new W3bError\(([^,]+),|[\w.]\(\s*("[A-Z0-9]+_[A-Z0-9_]+"),|\bcode(?:: |\) => )([^,;}]+)/g)]
      .map((found) => found.slice(1).join(" "))
      .flatMap((text) => [...text.matchAll(code)]),
  );
}

function findAll(search: (source: string) => RegExpExecArray[]): Map<string, string> {
  const codes = new Map<string, string>();
  for (const folder of folders) {
    for (const file of readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.includes("node_modules")) continue;
      const source = readFileSync(`${root}/${folder}/${file}`, "utf8");
      for (const [, name = ""] of search(source)) if (!otherNames.test(name)) codes.set(name, `${folder}/${file}`);
    }
  }
  return codes;
}

/** The tables of docs/errors.md: each row's cells, by its section's title. */
const sections = readFileSync(`${root}/docs/errors.md`, "utf8")
  .split(/^## /m)
  .slice(1)
  .map((text) => {
    const tables = Array.from(text.matchAll(/(?:^\|.*\n)+/gm), ([table]) => table.trimEnd().split("\n").map(cellsOf));
    return { title: text.split("\n")[0] ?? "", tables, rows: tables.flatMap((table) => table.slice(2)) };
  });

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What a row explains: `NAME` or `Name(its, values)`. */
const namesOf = (row: readonly string[]) => Array.from((row[0] ?? "").matchAll(/`([^`]+)`/g), ([, name]) => name ?? "");
const explained = new Set(sections.flatMap(({ rows }) => rows.flatMap(namesOf)));
const isCode = (name: string) => /^[A-Z][A-Z0-9_]+$/.test(name);

describe("docs/errors.md", () => {
  it("explains every code the sources raise", () => {
    const raised = raisedCodes();
    assert.ok(raised.size > 150, `only ${raised.size} codes were found`);
    const missing = [...raised].filter(([name]) => !explained.has(name));
    assert.deepEqual(missing, []);
  });

  it("explains no code that no source names", () => {
    const named = upperCaseTexts();
    assert.deepEqual(
      [...explained].filter((name) => isCode(name) && !named.has(name)),
      [],
    );
  });

  it("explains every error of the contracts, with its values, and no other", () => {
    const errors = errorsAbi.map(({ name, inputs }) => `${name}(${inputs.map((input) => input.name).join(", ")})`);
    const section = sections.find(({ title }) => title === "The contracts");
    assert.deepEqual(section?.rows.flatMap(namesOf).sort(), errors.sort());
  });

  it("explains nothing twice in a section, and has no cell that its table has no column for", () => {
    for (const { title, tables, rows } of sections) {
      const names = rows.flatMap(namesOf);
      assert.deepEqual(
        names.filter((name, i) => names.indexOf(name) !== i),
        [],
        title,
      );
      const wide = tables.flatMap((table) => table.filter((row) => row.length !== table[0]?.length));
      assert.deepEqual(wide, [], title);
    }
  });
});
