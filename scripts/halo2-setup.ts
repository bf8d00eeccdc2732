/**
 * Packs a circuit written with halo2-lib-js: records it, makes its key, writes both with the set-up.
 *
 *   node scripts/halo2-setup.ts <folder> [--srs FILE | --ptau FILE] [--project-version NAME --out FILE]
 *
 * Reads `<folder>/circuit/<name>.ts` (exports `config`, `inputs`, `circuit`), where the name is the folder's own, and
 * `<folder>/circuit/example.json` (a message's data that the circuit accepts); writes `<folder>/keys/`. The set-up is an SRS file of halo2, one converted from a Powers of Tau
 * file, or, without either, a development one of this run. With `--out` the project file is written too.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import { packProjectFile } from "../node/protocol/project-file.ts";
import { sha256Of } from "../node/protocol/sha256.ts";
import { halo2Lib } from "../node/proving/systems/halo2-lib/index.ts";
import { type CircuitModule, packCircuit } from "../node/proving/systems/halo2-lib/pack.ts";
import { checkSrs } from "./halo2-lib/check-srs.ts";
import { developmentSrs } from "./halo2-lib/development-srs.ts";
import { writeNotice } from "./halo2-lib/notice.ts";
import { srsFromPtau } from "./halo2-lib/ptau.ts";
import { helpIfAsked } from "./help.ts";

async function main(): Promise<void> {
  const { folder, srs: srsFile, ptau, projectVersion, out } = readArguments();
  const name = basename(folder);
  const module = (await import(pathToFileURL(join(folder, "circuit", `${name}.ts`)).href)) as Omit<
    CircuitModule,
    "example"
  >;
  const example = await readFile(join(folder, "circuit", "example.json"), "utf8");
  const { k } = module.config;

  say((srsFile ?? ptau) ? `set-up for 2^${k} rows from ${srsFile ?? ptau}` : `development set-up for 2^${k} rows`);
  const srs = srsFile ? await readFile(srsFile) : ptau ? await srsFromPtau(ptau, k) : developmentSrs(k);
  checkSrs(srs);
  const { code, cells } = packCircuit({ ...module, example: JSON.stringify(JSON.parse(example)) }, srs);
  const { programId = "" } = await halo2Lib.describe(code);
  say(`${cells.advice} cells, ${cells.lookup} lookups, ${cells.fixed} constants; program ${programId}`);

  await mkdir(join(folder, "keys"), { recursive: true });
  await writeFile(join(folder, "keys", `${name}.json`), code);
  const source = srsFile ?? ptau;
  await writeNotice({ folder, name, config: module.config, cells, programId, srs, source: source && basename(source) });
  say(`wrote ${join(folder, "keys")}`);
  if (out !== undefined && projectVersion !== undefined) {
    const version = { version: projectVersion, vmTypeID: halo2Lib.vmTypeID, code, codeExpParam: "", output: {} };
    const file = packProjectFile({ defaultVersion: projectVersion, versions: [version] });
    await writeFile(out, file);
    say(`wrote ${out}: ${file.length} bytes, SHA-256 ${sha256Of(file)}`);
  }
}

function readArguments() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      srs: { type: "string" },
      ptau: { type: "string" },
      "project-version": { type: "string" },
      out: { type: "string" },
    },
  });
  const { srs, ptau, out, "project-version": projectVersion } = values;
  const [folder, ...rest] = positionals;
  const isWhole = !(srs && ptau) && (out === undefined) === (projectVersion === undefined);
  if (folder !== undefined && rest.length === 0 && isWhole) {
    return { folder: resolve(folder), srs, ptau, out, projectVersion };
  }
  throw new W3bError("USAGE", "Expected exactly one folder with a circuit.", {
    kind: "input",
    action: "Run: node scripts/halo2-setup.ts <folder> [--srs FILE | --ptau FILE] [--project-version NAME --out FILE]",
  });
}

function say(text: string): void {
  console.log(`halo2-setup: ${text}`);
}

helpIfAsked(import.meta.url);
try {
  await main();
} catch (error) {
  console.error(`halo2-setup: ${messageOf(error)}`);
  if (error instanceof W3bError && error.action !== undefined) console.error(error.action);
  process.exitCode = 1;
}
