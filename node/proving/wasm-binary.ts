/** Sections by name (WebAssembly specification, 5.5.2). */
export const sectionIds = { type: 1, import: 2, function: 3, table: 4, memory: 5, code: 10, data: 11 };

/** A section of a module: where it begins with its id, and where its contents are. */
export interface Section {
  id: number;
  start: number;
  contents: number;
  end: number;
}

/** The sections of a module, in order. Throws Error, while being read, for a module whose sections are malformed. */
export function* sectionsOf(wasm: Uint8Array): Generator<Section> {
  const reader = new WasmReader(wasm, 8); // after magic and version
  while (!reader.atEnd) {
    const start = reader.position;
    const id = reader.byte();
    const end = reader.unsigned() + reader.position;
    if (end > wasm.length) throw new Error("a section ends beyond the module");
    yield { id, start, contents: reader.position, end };
    reader.position = end;
  }
}

/** Reads a module's sections: bytes, and LEB128 numbers of up to 32 bits. Throws Error at the end of the bytes. */
export class WasmReader {
  position: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw new Error("it ends within a section");
    return byte;
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error("a number is longer than 32 bits");
  }
}

/** A number without sign in LEB128. */
export function leb128(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return [...bytes, value];
}
