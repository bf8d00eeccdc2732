import { leb128, WasmReader } from "../../node/proving/wasm-binary.ts";
import { ids, moduleOf, sectionsOf, vector, vectorIn } from "./sections.ts";

/**
 * The module with a memory of its own instead of the shared one that it imports: what wasm-bindgen builds for threads
 * then runs on one, where nothing waits. Throws Error for a module that does not import exactly one memory.
 */
export function withOwnMemory(wasm: Uint8Array): Uint8Array {
  const sections = sectionsOf(wasm);
  const { count, entries } = vectorIn(sections.get(ids.import));
  const kept: Uint8Array[] = [];
  let pages: number | undefined;
  const reader = new WasmReader(entries, 0);
  for (let i = 0; i < count; i++) {
    const start = reader.position;
    skipName(reader);
    skipName(reader);
    const kind = reader.byte();
    if (kind === importKinds.function) reader.unsigned();
    else if (kind === importKinds.memory && pages === undefined) pages = initialPages(reader);
    else throw new Error(`it has an import of kind ${kind}`);
    if (kind === importKinds.function) kept.push(entries.subarray(start, reader.position));
  }
  if (pages === undefined || sections.has(ids.memory)) throw new Error("it does not import its memory");
  sections.set(ids.import, vector(kept.length, ...kept));
  sections.set(ids.memory, vector(1, [0], leb128(pages)));
  return moduleOf(sections);
}

const importKinds = { function: 0, memory: 2 };

function skipName(reader: WasmReader): void {
  const length = reader.unsigned();
  reader.position += length;
}

function initialPages(reader: WasmReader): number {
  const hasMaximum = (reader.byte() & 1) === 1;
  const pages = reader.unsigned();
  if (hasMaximum) reader.unsigned();
  return pages;
}
