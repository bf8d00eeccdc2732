import type { ModuleSignatures, Signature, ValueType } from "./signatures.ts";

/** Names of the functions by which the host and a wasm-bindgen module manage memory and references. */
export interface ModuleExports {
  memory: string;
  /** (size, align) -> address, or (size) -> address in old versions. */
  malloc: string;
  /** (handle of an error): tells the module that an import it called has thrown. */
  storeError: string | undefined;
  /** The table of external references, in modules that use them. */
  references: { table: string; alloc: string; dealloc: string | undefined } | undefined;
  /** To be called once after instantiation. */
  start: string | undefined;
  prove: { signature: Signature; returnsInMemory: boolean };
}

/** Finds what a module must export. Throws Error naming what is missing or of another form. */
export function exportsOf(signatures: ModuleSignatures): ModuleExports {
  if (!signatures.memories.has("memory")) throw new Error('it exports no memory of its own as "memory"');
  const malloc = named(signatures, "__wbindgen_malloc") ?? renamed(signatures, ["i32", "i32"], ["i32"]) ?? undefined;
  if (malloc === undefined) throw new Error("it exports no __wbindgen_malloc: wasm-bindgen did not build it");
  return {
    memory: "memory",
    malloc,
    storeError: named(signatures, "__wbindgen_exn_store") ?? renamed(signatures, ["i32"], []),
    references: referencesOf(signatures),
    start: named(signatures, "__wbindgen_start"),
    prove: proveOf(signatures),
  };
}

/** project_id, task_id, and pointer and length of client_id, sequencer_sign and input. */
const proveParams: ValueType[] = ["i64", "i64", "i32", "i32", "i32", "i32", "i32", "i32"];

function proveOf({ functions }: ModuleSignatures): ModuleExports["prove"] {
  const signature = functions.get("prove");
  if (signature === undefined) throw new Error('it exports no function "prove"');
  const { params, results } = signature;
  const returnsInMemory = same(params, ["i32", ...proveParams]) && results.length === 0;
  const returnsValues =
    same(params, proveParams) && [2, 4].includes(results.length) && results.every((r) => r === "i32");
  if (returnsInMemory || returnsValues) return { signature, returnsInMemory };
  const form = `(${params.join(", ")}) -> (${results.join(", ")})`;
  throw new Error(`its prove is ${form}, not prove(u64, u64, &str, &str, &str) -> Vec<u8> as wasm-bindgen compiles it`);
}

function referencesOf(signatures: ModuleSignatures): ModuleExports["references"] {
  const table = [...signatures.tables].find(([, type]) => type === "externref")?.[0];
  const alloc = named(signatures, "__externref_table_alloc") ?? renamed(signatures, [], ["i32"]);
  if (table === undefined || alloc === undefined) return undefined;
  return { table, alloc, dealloc: named(signatures, "__externref_table_dealloc") };
}

function named({ functions }: ModuleSignatures, name: string): string | undefined {
  return functions.has(name) ? name : undefined;
}

/** Some versions shorten the names of internal exports; then the form tells, where it is the only one of its kind. */
function renamed({ functions }: ModuleSignatures, params: ValueType[], results: ValueType[]): string | undefined {
  const found = [...functions].filter(
    ([name, type]) => /^__wbindgen_export_?\d+$/.test(name) && same(type.params, params) && same(type.results, results),
  );
  return found.length === 1 ? found[0]?.[0] : undefined;
}

function same(types: ValueType[], expected: ValueType[]): boolean {
  return types.length === expected.length && types.every((type, index) => type === expected[index]);
}
