import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { W3bError } from "../../node/protocol/errors.ts";

/** Where the compiler left its results: the constraint system and the witness calculator. */
export interface CompiledCircuit {
  r1cs: string;
  wasm: string;
}

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Compiles `source` (a .circom file) into the existing `folder`, with circomlib on the include path. Results depend
 * on the source alone. Throws `CIRCUIT_COMPILE_FAILED` with what the compiler said.
 */
export async function compileCircuit(source: string, folder: string): Promise<CompiledCircuit> {
  const name = basename(source, ".circom");
  // circom2 runs in WASI and reaches only paths relative to its working directory. --O2 removes linear constraints:
  // fewer constraints and a smaller proving key.
  const [from, to] = [source, folder].map((path) => relative(projectRoot, path));
  const { code, output } = await runCompiler([from!, "--r1cs", "--wasm", "--O2", "-l", "node_modules", "-o", to!]);
  if (code !== 0) {
    throw new W3bError("CIRCUIT_COMPILE_FAILED", `The circuit ${name} does not compile:\n${output}`, {
      kind: "input",
      action: "Correct the circuit at the place the compiler names.",
    });
  }
  return { r1cs: join(folder, `${name}.r1cs`), wasm: join(folder, `${name}_js`, `${name}.wasm`) };
}

async function runCompiler(options: string[]): Promise<{ code: number | null; output: string }> {
  const cli = join(dirname(createRequire(import.meta.url).resolve("circom2")), "cli.js");
  // The wasm file of the compiler's own file system layer is experimental in Node; its warning says nothing to us.
  const child = spawn(process.execPath, ["--no-warnings", cli, ...options], { cwd: projectRoot });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  return { code, output: output.replaceAll(/\u001b\[[0-9;]*m/g, "") };
}
