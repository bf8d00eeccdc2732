import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { W3bError } from "../../node/protocol/errors.ts";

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
 * Compiles `source` (a .circom file) into the existing `folder`, with circomlib on the include path. Optimisation 2
 * removes the linear constraints, which makes Groth16's proving keys smaller; 1 only those that give a signal another
 * name, which suits PLONK and FFLONK, as they pay for each term of a sum; 0 keeps every constraint of the source.
 * The result depends on nothing else. Throws `CIRCUIT_COMPILE_FAILED` with what the compiler said.
 */
export async function compileCircuit(
  source: string,
  folder: string,
  optimisation: 0 | 1 | 2 = 2,
): Promise<CompiledCircuit> {
  const name = basename(source, ".circom");
  // circom2 runs in WASI and reaches only paths relative to its working directory.
  const [from, to] = [relative(projectRoot, source), relative(projectRoot, folder)];
  const options = ["--r1cs", "--wasm", "--sym", `--O${optimisation}`, "-l", "node_modules", "-o", to];
  const { code, output } = await runCompiler([from, ...options]);
  if (code !== 0) {
    throw new W3bError("CIRCUIT_COMPILE_FAILED", `The circuit ${name} does not compile:\n${output}`, {
      kind: "input",
      action: "Correct the circuit at the place the compiler names.",
    });
  }
  return {
    r1cs: join(folder, `${name}.r1cs`),
    wasm: join(folder, `${name}_js`, `${name}.wasm`),
    sym: join(folder, `${name}.sym`),
  };
}

async function runCompiler(options: string[]): Promise<{ code: number | null; output: string }> {
  const cli = join(dirname(createRequire(import.meta.url).resolve("circom2")), "cli.js");
  const child = spawn(process.execPath, [cli, ...options], { cwd: projectRoot });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  return { code, output: output.replaceAll(/\u001b\[[0-9;]*m/g, "") };
}
