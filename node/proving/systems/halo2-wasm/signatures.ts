import { WasmReader } from "../../wasm-binary.ts";

/** Types of WebAssembly values; "ref" is any reference that is no function's and not external. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128" | "funcref" | "externref" | "ref";

export interface Signature {
  params: ValueType[];
  results: ValueType[];
}

export interface ImportedFunction extends Signature {
  module: string;
  name: string;
}

/** What the module interface of JavaScript does not tell: types of functions and tables. */
export interface ModuleSignatures {
  imports: ImportedFunction[];
  /** Exported functions; `index` counts imported ones first. */
  functions: Map<string, Signature & { index: number }>;
  tables: Map<string, ValueType>;
  /** Names of exported memories. */
  memories: Set<string>;
}

/**
 * The signatures of a module's imports and exports. The module must have been compiled, so that only features this
 * reader does not know can be wrong with it. Throws Error for those, and for an import that is no function.
 */
export function signaturesOf(wasm: Uint8Array): ModuleSignatures {
  const reader = new WasmReader(wasm, 8);
  let types: Signature[] = [];
  let imports: ImportedFunction[] = [];
  const functions: Signature[] = [];
  let tables: ValueType[] = [];
  let exports: Exported[] = [];
  while (!reader.atEnd) {
    const id = reader.byte();
    const end = reader.unsigned() + reader.position;
    if (id === sections.type) types = vector(reader, functionType);
    if (id === sections.import) {
      imports = vector(reader, (r) => importOf(r, types));
      functions.push(...imports);
    }
    if (id === sections.function) functions.push(...vector(reader, (r) => typeAt(types, r.unsigned())));
    if (id === sections.table) tables = vector(reader, tableType);
    if (id === sections.export) exports = vector(reader, exportOf);
    reader.position = end;
  }
  const of = (kind: number) => exports.filter((item) => item.kind === kind);
  return {
    imports,
    functions: new Map(of(kinds.function).map(({ name, index }) => [name, { ...typeAt(functions, index), index }])),
    tables: new Map(of(kinds.table).map(({ name, index }) => [name, tables[index] ?? "ref"])),
    memories: new Set(of(kinds.memory).map(({ name }) => name)),
  };
}

/** Sections, kinds of imports and exports, types (WebAssembly specification, 5.3 to 5.5). */
const sections = { type: 1, import: 2, function: 3, table: 4, export: 7 };
const kinds = { function: 0, table: 1, memory: 2 };
const kindNames = ["function", "table", "memory", "global", "tag"];
const valueTypes: Readonly<Record<number, ValueType>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x7b: "v128",
  0x70: "funcref",
  0x6f: "externref",
};

interface Exported {
  name: string;
  kind: number;
  index: number;
}

function vector<T>(reader: WasmReader, read: (reader: WasmReader) => T): T[] {
  return Array.from({ length: reader.unsigned() }, () => read(reader));
}

function functionType(reader: WasmReader): Signature {
  if (reader.byte() !== 0x60) throw new Error("it has types of garbage collection");
  return { params: vector(reader, valueType), results: vector(reader, valueType) };
}

function valueType(reader: WasmReader): ValueType {
  const code = reader.byte();
  if (code !== 0x63 && code !== 0x64) return valueTypes[code] ?? "ref";
  const heapType = reader.unsigned(); // one byte for the types that have names
  return valueTypes[heapType] ?? "ref";
}

function tableType(reader: WasmReader): ValueType {
  if (reader.bytes[reader.position] === 0x40) throw new Error("a table of it has an initial value");
  const type = valueType(reader);
  const hasMaximum = (reader.unsigned() & 1) === 1;
  reader.unsigned();
  if (hasMaximum) reader.unsigned();
  return type;
}

function importOf(reader: WasmReader, types: Signature[]): ImportedFunction {
  const [module, name] = [text(reader), text(reader)];
  const kind = reader.byte();
  if (kind !== kinds.function) {
    throw new Error(`it imports the ${kindNames[kind] ?? "unknown"} ${JSON.stringify(`${module}.${name}`)}`);
  }
  return { module, name, ...typeAt(types, reader.unsigned()) };
}

function exportOf(reader: WasmReader): Exported {
  return { name: text(reader), kind: reader.byte(), index: reader.unsigned() };
}

function typeAt(types: Signature[], index: number): Signature {
  const type = types[index];
  if (type === undefined) throw new Error("a function of it has no type");
  return type;
}

function text(reader: WasmReader): string {
  const length = reader.unsigned();
  const start = reader.position;
  reader.position += length;
  return new TextDecoder().decode(reader.bytes.slice(start, reader.position));
}
