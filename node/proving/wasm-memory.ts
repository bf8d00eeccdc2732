/** What a module may have. */
export interface WasmLimits {
  /** Most memory, in pages of 64 KiB. Default 8192, 512 MiB: enough for witnesses of over ten million signals. */
  maxPages?: number;
  /** Most tables; each takes up to 80 MB of the host's memory. Default 1. */
  maxTables?: number;
}

/** Sections of the binary format that hold limits (WebAssembly specification, 5.5). */
const tableSection = 4;
const memorySection = 5;

/**
 * The module with its memory capped: what a stranger's program grows to is otherwise up to it, and WebAssembly memory
 * counts towards no limit of a worker thread. Throws Error for a module that needs more from the start, that has several
 * memories or too many tables, or is malformed.
 */
export function withMemoryLimit(wasm: Uint8Array, { maxPages = 8192, maxTables = 1 }: WasmLimits = {}): Uint8Array {
  const reader = new WasmReader(wasm, 8); // after magic and version
  while (!reader.atEnd) {
    const start = reader.position;
    const id = reader.byte();
    const end = reader.unsigned() + reader.position;
    if (end > wasm.length) throw new Error("a section ends beyond the module");
    if (id === tableSection && reader.unsigned() > maxTables) throw new Error("it has several tables");
    if (id === memorySection) {
      const section = limited(reader, maxPages);
      return Buffer.concat([wasm.subarray(0, start), section, wasm.subarray(end)]);
    }
    reader.position = end;
  }
  return wasm; // without a memory of its own; it is given none
}

/** The memory section with a maximum of at most `maxPages`. */
function limited(reader: WasmReader, maxPages: number): Uint8Array {
  const count = reader.unsigned();
  if (count === 0) return Uint8Array.of(memorySection, 1, 0);
  if (count > 1) throw new Error("it has several memories");
  const flags = reader.byte();
  if (flags > 1) throw new Error("its memory is shared or of 64 bits");
  const least = reader.unsigned();
  if (least > maxPages) throw new Error(`it needs ${least / 16} MiB of memory, more than ${maxPages / 16}`);
  const most = flags === 1 ? Math.min(reader.unsigned(), maxPages) : maxPages;
  const body = [1, 1, ...leb128(least), ...leb128(most)];
  return Uint8Array.of(memorySection, body.length, ...body);
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

function leb128(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return [...bytes, value];
}
