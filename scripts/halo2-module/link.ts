import wabt from "wabt";
import { leb128, WasmReader } from "../../node/proving/wasm-binary.ts";
import { signaturesOf, type Signature } from "../../node/proving/systems/halo2-wasm/signatures.ts";
import { ids, moduleOf, sectionsOf, vector, vectorIn } from "./sections.ts";

/**
 * Links functions written in WebAssembly text into a compiled module.
 *
 * The text holds the fields of a module. It may call every function that the module imports or exports: `$name` is an
 * export's name, or that of an import of wasm-bindgen without prefix and hash. It has the given data as passive
 * segments by name, and for each a function `$<name>_length`. What it exports is exported; of the module's own exports
 * only the memory and those of wasm-bindgen are kept.
 *
 * It takes no relocation: the text is compiled behind as many declared functions and data segments as the module has,
 * so that its indices are already those of the linked module; only the types' are moved.
 */
export async function link(wasm: Uint8Array, text: string, data: Record<string, Uint8Array>): Promise<Uint8Array> {
  const module = sectionsOf(wasm);
  const segments = vectorIn(module.get(ids.data)).count;
  const added = sectionsOf(await compile(`${declarations(wasm, segments)}\n${text}\n${definitions(data)}`));

  const linked = new Map(module);
  const append = (id: number, count: number, entries: Uint8Array) => {
    const own = vectorIn(module.get(id));
    linked.set(id, vector(own.count + count, own.entries, entries));
  };
  const [types, functions, code] = [ids.type, ids.function, ids.code].map((id) => vectorIn(added.get(id)));
  append(ids.type, types!.count, types!.entries);
  append(ids.function, functions!.count, moved(functions!, vectorIn(module.get(ids.type)).count));
  append(ids.code, code!.count, code!.entries);
  const newData = behind(vectorIn(added.get(ids.data)), segments);
  append(ids.data, newData.count, newData.entries);
  linked.set(ids.dataCount, Uint8Array.from(leb128(segments + newData.count)));
  linked.set(ids.export, exportsOf(module, added));
  return moduleOf(linked);
}

/** Declares the module's functions, by name where they have one, and as many data segments as it has. */
function declarations(wasm: Uint8Array, segments: number): string {
  const { imports, functions } = signaturesOf(wasm);
  const count = imports.length + vectorIn(sectionsOf(wasm).get(ids.function)).count;
  const known = new Map<number, Signature & { name: string }>();
  for (const [name, signature] of functions) known.set(signature.index, { ...signature, name });
  imports.forEach(({ name, ...signature }, index) => known.set(index, { ...signature, name: plainName(name) }));
  const names = new Set<string>();
  const lines = Array.from({ length: count }, (_, index) => {
    const { name = "", params = [], results = [] } = known.get(index) ?? {};
    const id = name === "" || names.has(name) ? "" : `$${name}`; // of namesakes, only the first can be called
    names.add(name);
    return `(import "m" "f" (func ${id} (param ${params.join(" ")}) (result ${results.join(" ")})))`;
  });
  return [...lines, "(memory 1)", ...Array.from({ length: segments }, () => '(data "")')].join("\n");
}

function plainName(name: string): string {
  return name.replace(/^__wbg_(.*)_[0-9a-f]{16}$/, "$1");
}

function definitions(data: Record<string, Uint8Array>): string {
  return Object.entries(data)
    .map(([name, bytes]) => {
      const escaped = Buffer.from(bytes).toString("hex").replace(/../g, "\\$&");
      return `(data $${name} "${escaped}")\n(func $${name}_length (result i32) (i32.const ${bytes.length}))`;
    })
    .join("\n");
}

async function compile(fields: string): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const module = parseWat("module.wat", `(module\n${fields}\n)`, { bulk_memory: true, multi_value: true });
  try {
    module.resolveNames();
    module.validate();
    return module.toBinary({ canonicalize_lebs: true }).buffer;
  } finally {
    module.destroy();
  }
}

/** Type indices behind those of the module. */
function moved({ count, entries }: { count: number; entries: Uint8Array }, by: number): Uint8Array {
  const reader = new WasmReader(entries, 0);
  return Uint8Array.from(Array.from({ length: count }, () => leb128(reader.unsigned() + by)).flat());
}

/** A data section without its first segments, which are passive and empty. */
function behind({ count, entries }: { count: number; entries: Uint8Array }, first: number) {
  return { count: count - first, entries: entries.subarray(2 * first) };
}

function exportsOf(module: Map<number, Uint8Array>, added: Map<number, Uint8Array>): Uint8Array {
  const kept = split(module.get(ids.export)).filter(({ name }) => name === "memory" || name.startsWith("__wbindgen_"));
  const all = [...kept, ...split(added.get(ids.export))];
  return vector(all.length, ...all.map(({ bytes }) => bytes));
}

function split(section: Uint8Array | undefined): { name: string; bytes: Uint8Array }[] {
  const { count, entries } = vectorIn(section);
  const reader = new WasmReader(entries, 0);
  return Array.from({ length: count }, () => {
    const start = reader.position;
    const length = reader.unsigned();
    const name = Buffer.from(entries.subarray(reader.position, reader.position + length)).toString();
    reader.position += length + 1; // its kind
    reader.unsigned();
    return { name, bytes: entries.subarray(start, reader.position) };
  });
}
