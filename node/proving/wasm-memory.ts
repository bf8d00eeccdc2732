import { leb128, sectionIds, sectionsOf, WasmReader } from "./wasm-binary.ts";

/** What a module may have. */
export interface WasmLimits {
  /** Most memory, in pages of 64 KiB. Default 8192, 512 MiB: enough for witnesses of over ten million signals. */
  maxPages?: number;
  /** Most tables; each takes up to 80 MB of the host's memory. Default 1. */
  maxTables?: number;
}

/**
 * The module with its memory capped: what a stranger's program grows to is otherwise up to it, and WebAssembly memory
 * counts towards no limit of a worker thread. Throws Error for a module that needs more from the start, that has several
 * memories or too many tables, or is malformed.
 */
export function withMemoryLimit(wasm: Uint8Array, { maxPages = 8192, maxTables = 1 }: WasmLimits = {}): Uint8Array {
  for (const { id, start, contents, end } of sectionsOf(wasm)) {
    const reader = new WasmReader(wasm, contents);
    if (id === sectionIds.table && reader.unsigned() > maxTables) throw new Error("it has several tables");
    if (id === sectionIds.memory) {
      return Buffer.concat([wasm.subarray(0, start), limited(reader, maxPages), wasm.subarray(end)]);
    }
  }
  return wasm; // without a memory of its own; it is given none
}

/** The memory section with a maximum of at most `maxPages`. */
function limited(reader: WasmReader, maxPages: number): Uint8Array {
  const count = reader.unsigned();
  if (count === 0) return Uint8Array.of(sectionIds.memory, 1, 0);
  if (count > 1) throw new Error("it has several memories");
  const flags = reader.byte();
  if (flags > 1) throw new Error("its memory is shared or of 64 bits");
  const least = reader.unsigned();
  if (least > maxPages) throw new Error(`it needs ${least / 16} MiB of memory, more than ${maxPages / 16}`);
  const most = flags === 1 ? Math.min(reader.unsigned(), maxPages) : maxPages;
  const body = [1, 1, ...leb128(least), ...leb128(most)];
  return Uint8Array.of(sectionIds.memory, body.length, ...body);
}
