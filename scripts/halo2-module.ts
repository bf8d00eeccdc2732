/**
 * Builds the module of examples/halo2-product: `node scripts/halo2-module.ts <out.wasm> [parameters]`. It writes the
 * module, and beside it as `<out>.circuit.json` what registering its circuit takes. Without a file of parameters
 * (ParamsKZG of 2^5 powers, raw bytes) it uses ones for development, under which anybody can prove anything.
 */
import { readFile, writeFile } from "node:fs/promises";
import { buildProductModule } from "./halo2-module/build.ts";

const [out, parameters] = process.argv.slice(2);
if (out === undefined) throw new Error("Usage: node scripts/halo2-module.ts <out.wasm> [parameters]");
const { wasm, ...registration } = await buildProductModule(parameters ? await readFile(parameters) : undefined);
await writeFile(out, wasm);
const json = JSON.stringify(
  registration,
  (_, value: unknown) => (typeof value === "bigint" ? String(value) : value),
  2,
);
await writeFile(`${out.replace(/\.wasm$/, "")}.circuit.json`, `${json}\n`);
console.log(`${out}: ${wasm.length} bytes${parameters ? "" : ", with parameters for development only"}`);
