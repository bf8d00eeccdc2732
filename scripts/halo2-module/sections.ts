import { leb128, WasmReader } from "../../node/proving/wasm-binary.ts";

/** Sections by name (WebAssembly specification, 5.5.2). */
export const ids = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
};

/** The order in which they stand. */
const order = [
  ids.type,
  ids.import,
  ids.function,
  ids.table,
  ids.memory,
  ids.global,
  ids.export,
  ids.element,
  ids.dataCount,
  ids.code,
  ids.data,
];

const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** The sections of a module, custom ones apart. */
export function sectionsOf(wasm: Uint8Array): Map<number, Uint8Array> {
  const sections = new Map<number, Uint8Array>();
  const reader = new WasmReader(wasm, header.length);
  while (!reader.atEnd) {
    const id = reader.byte();
    const length = reader.unsigned();
    if (id !== ids.custom) sections.set(id, wasm.subarray(reader.position, reader.position + length));
    reader.position += length;
  }
  const unknown = [...sections.keys()].find((id) => !order.includes(id));
  if (unknown !== undefined) throw new Error(`the module has a section ${unknown}, which is not linked`);
  return sections;
}

/** The module that consists of these sections. */
export function moduleOf(sections: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const parts = order.flatMap((id) => {
    const body = sections.get(id);
    return body === undefined ? [] : [[id], leb128(body.length), body];
  });
  return concat([header, ...parts]);
}

/** A section that is a vector: how many entries it has, and their bytes. Empty if there is none. */
export function vectorIn(body: Uint8Array | undefined): { count: number; entries: Uint8Array } {
  if (body === undefined) return { count: 0, entries: new Uint8Array() };
  const reader = new WasmReader(body, 0);
  const count = reader.unsigned();
  return { count, entries: body.subarray(reader.position) };
}

/** The body of a section that is a vector. */
export function vector(count: number, ...entries: (Uint8Array | number[])[]): Uint8Array {
  return concat([leb128(count), ...entries]);
}

export function concat(parts: readonly (Uint8Array | number[])[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
}
