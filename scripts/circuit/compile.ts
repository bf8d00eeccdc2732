import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { W3bError } from "../../node/protocol/errors.ts";
import { readSections } from "./r1cs.ts";

/** Where the compiler left its results. */
export interface CompiledCircuit {
  /** The constraint system. */
  r1cs: string;
  /** The witness calculator. */
  wasm: string;
  /** The names of the constraint system's wires. */
  sym: string;
}

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Compiles `source` (a .circom file) into the existing `folder`. Includes are looked for in the folder of the file that
 * has them, in `libraries`, in node_modules of the source's folder and of those above it, and in this project's; in each
 * node_modules circomlib is found by its files' names too (`"poseidon.circom"`), as circuits of other projects have it.
 *
 * Optimisation 2 removes the linear constraints, which makes Groth16's proving keys smaller; 1 only those that give a
 * signal another name, which suits PLONK and FFLONK, as they pay for each term of a sum; 0 keeps every constraint of the
 * source. The result depends on nothing else.
 *
 * Throws (input) CIRCUIT_COMPILE_FAILED with what the compiler said, and CIRCUIT_CUSTOM_TEMPLATES for a circuit whose
 * rules are not all constraints.
 */
export async function compileCircuit(
  source: string,
  folder: string,
  optimisation: 0 | 1 | 2 = 2,
  libraries: readonly string[] = [],
): Promise<CompiledCircuit> {
  const name = basename(source, ".circom");
  const [from, to] = [resolve(source), resolve(folder)];
  const include = [...libraries.map((library) => resolve(library)), ...standardLibraries(dirname(from))];
  const options = ["--r1cs", "--wasm", "--sym", `--O${optimisation}`, "-o", to];
  const { code, output } = await runCompiler([from, ...options, ...include.flatMap((library) => ["-l", library])]);
  if (code !== 0) throw compileFailed(name, output);
  const r1cs = join(folder, `${name}.r1cs`);
  if (readSections(await readFile(r1cs)).has(CUSTOM_GATES)) throw customTemplates(name);
  return { r1cs, wasm: join(folder, `${name}_js`, `${name}.wasm`), sym: join(folder, `${name}.sym`) };
}

/** The folders that hold packages, as Node.js would look for them, each followed by circomlib's templates. */
function standardLibraries(folder: string): string[] {
  const above: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (basename(at) !== "node_modules") above.push(join(at, "node_modules"));
    if (at === dirname(at)) break;
  }
  const folders = [...new Set([...above, join(projectRoot, "node_modules")])];
  return folders.flatMap((modules) => [modules, join(modules, "circomlib/circuits")]);
}

async function runCompiler(options: string[]): Promise<{ code: number | null; output: string }> {
  const compiler = fileURLToPath(new URL("circom.ts", import.meta.url));
  const child = spawn(process.execPath, [compiler, ...options]);
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  return { code, output: output.replaceAll(/\u001b\[[0-9;]*m/g, "").trim() };
}

function compileFailed(name: string, output: string): W3bError {
  // A symbol that is there twice is shown with its whole source: circomlib's constants have 25,000 lines.
  const lines = output.split("\n");
  const shown = lines.slice(0, MAX_LINES).join("\n");
  const left = lines.length > MAX_LINES ? `\n(${lines.length - MAX_LINES} more lines)` : "";
  return new W3bError("CIRCUIT_COMPILE_FAILED", `The circuit ${name} does not compile:\n${shown}${left}`, {
    kind: "input",
    action: adviceOn(output),
  });
}

const MAX_LINES = 60;

function adviceOn(output: string): string {
  if (output.includes("Duplicated callable symbol")) {
    return "Where a file is included by two paths, let -l name only folders on one of them.";
  }
  if (/has not been found|Could not open file/.test(output)) {
    return "Name the folder that the included file is in: -l FOLDER, once for each.";
  }
  if (output.includes("signal private input")) {
    return "This is circom 1: write `signal input`, and name the public inputs in `component main {public [...]}`.";
  }
  return "Correct the circuit at the place the compiler names.";
}

function customTemplates(name: string): W3bError {
  return new W3bError("CIRCUIT_CUSTOM_TEMPLATES", `The circuit ${name} has custom templates.`, {
    kind: "input",
    meaning: "snarkjs' set-ups leave out what they stand for: anyone could prove anything about their signals.",
    action: "Write each `template custom` as a template with constraints, and drop `pragma custom_templates`.",
  });
}

/** The .r1cs section that lists custom templates. */
const CUSTOM_GATES = 4;
