import { createHash } from "node:crypto";
import { type Section, sectionIds, sectionsOf, WasmReader } from "../../wasm-binary.ts";

/** The code section of a module that begins with circom's field arithmetic. */
export interface CircomCode {
  section: Section;
  /** Where the functions of the arithmetic begin and end with their sizes, in their order. */
  bodies: readonly { start: number; code: number; end: number }[];
}

/**
 * Finds the field arithmetic of circom: the functions that circom (2.1.5 to 2.2.3 at least) puts before those of the
 * circuit, the same bytes in each module for BN254. Their names, which anybody may give, do not count: undefined unless
 * the bytes, the functions' types and what the module imports are circom's. Throws Error for a malformed module.
 */
export function circomCode(wasm: Uint8Array): CircomCode | undefined {
  const digest = createHash("sha256");
  let found: CircomCode | undefined;
  for (const section of sectionsOf(wasm)) {
    const { id, start, contents, end } = section;
    if (id === sectionIds.type || id === sectionIds.import) digest.update(wasm.subarray(start, end));
    const reader = new WasmReader(wasm, contents);
    if (id === sectionIds.function) {
      if (reader.unsigned() < COUNT) return undefined;
      digest.update(wasm.subarray(reader.position, reader.position + COUNT));
    }
    if (id === sectionIds.code) {
      if (found !== undefined || reader.unsigned() < COUNT) return undefined;
      const bodies = Array.from({ length: COUNT }, () => bodyAt(reader));
      if (bodies.at(-1)!.end > end) throw new Error("a function ends beyond its section");
      digest.update(wasm.subarray(bodies[0]!.start, bodies.at(-1)!.end));
      found = { section, bodies };
    }
  }
  return digest.digest("hex") === DIGEST ? found : undefined;
}

function bodyAt(reader: WasmReader): CircomCode["bodies"][number] {
  const start = reader.position;
  const length = reader.unsigned();
  const end = reader.position + length;
  const locals = reader.unsigned();
  for (let i = 0; i < locals && reader.position < end; i++) {
    reader.unsigned();
    reader.byte();
  }
  const code = reader.position;
  reader.position = end;
  return { start, code, end };
}

/** Functions of the arithmetic, numbered after the four that circom's modules import. */
const COUNT = 81;
const IMPORTED = 4;

/** The numbers of those that are replaced, or called by what replaces them. */
export const numbers = {
  Fr_int_copy: 4,
  Fr_int_isZero: 6,
  Fr_int_gte: 10,
  Fr_int_sub: 12,
  Fr_int_inverseMod: 19,
  Fr_F1m_add: 20,
  Fr_F1m_sub: 21,
  Fr_F1m_mul: 24,
  Fr_F1m_fromMontgomery: 28,
};

/** The place of a function among those that the module defines. */
export const placeOf = (name: keyof typeof numbers): number => numbers[name] - IMPORTED;

/** SHA-256 of the sections of types and imports, of the functions' types and of their code. */
const DIGEST = "a35e8c4dbcf24324f162cc7a47d7597a0706d35c3dcdcc387c1a5ed38e68278d";
