import { createHash } from "node:crypto";
import { type Section, sectionIds, sectionsOf, WasmReader } from "../../wasm-binary.ts";

/** The code section of a module that begins with circom's field arithmetic. */
export interface CircomCode {
  section: Section;
  /** Where the functions of the arithmetic begin and end with their sizes, in the order of `FUNCTIONS`. */
  bodies: readonly { start: number; code: number; end: number }[];
}

/**
 * Finds the field arithmetic of circom: the functions that circom puts before those of the circuit, the same bytes in
 * each module for BN254 since circom 2.1. Their names do not count, their bytes do: undefined unless these, their types
 * and what the module imports are those of circom. Throws Error for a malformed module.
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

/** The functions, after those that are imported. */
export const FUNCTIONS: readonly string[] = [
  "Fr_int_copy",
  "Fr_int_zero",
  "Fr_int_isZero",
  "Fr_int_one",
  "Fr_int_eq",
  "Fr_int_gt",
  "Fr_int_gte",
  "Fr_int_add",
  "Fr_int_sub",
  "Fr_int_mul",
  "Fr_int_square",
  "Fr_int_squareOld",
  "Fr_int__mul1",
  "Fr_int__add1",
  "Fr_int_div",
  "Fr_int_inverseMod",
  "Fr_F1m_add",
  "Fr_F1m_sub",
  "Fr_F1m_neg",
  "Fr_F1m_mReduct",
  "Fr_F1m_mul",
  "Fr_F1m_square",
  "Fr_F1m_squareOld",
  "Fr_F1m_toMontgomery",
  "Fr_F1m_fromMontgomery",
  "Fr_F1m_isNegative",
  "Fr_F1m_inverse",
  "Fr_F1m_one",
  "Fr_F1m_load",
  "Fr_F1m_timesScalar",
  "Fr_F1m_exp",
  "Fr_F1m_sqrt",
  "Fr_F1m_isSquare",
  "Fr_copy",
  "Fr_copyn",
  "Fr_isTrue",
  "Fr_rawCopyS2L",
  "Fr_toMontgomery",
  "Fr_toNormal",
  "Fr_toLongNormal",
  "Fr_isNegative",
  "Fr_neg",
  "Fr_getLsb32",
  "Fr_toInt",
  "Fr_add",
  "Fr_sub",
  "Fr_eqR",
  "Fr_gtR",
  "Fr_eq",
  "Fr_neq",
  "Fr_gt",
  "Fr_geq",
  "Fr_lt",
  "Fr_leq",
  "Fr_mul",
  "Fr_idiv",
  "Fr_mod",
  "Fr_inv",
  "Fr_div",
  "Fr_pow",
  "Fr_fixedShl",
  "Fr_fixedShr",
  "Fr_rawgetchunk",
  "Fr_rawshll",
  "Fr_rawshrl",
  "Fr_adjustBinResult",
  "Fr_rawshl",
  "Fr_rawshr",
  "Fr_shl",
  "Fr_shr",
  "Fr_rawbandl",
  "Fr_band",
  "Fr_rawborl",
  "Fr_bor",
  "Fr_rawbxorl",
  "Fr_bxor",
  "Fr_rawbnotl",
  "Fr_bnot",
  "Fr_land",
  "Fr_lor",
  "Fr_lnot",
];
const COUNT = FUNCTIONS.length;
const IMPORTED = 4;

/** The functions' numbers by name. */
export const numbers = Object.fromEntries(FUNCTIONS.map((name, i) => [name, IMPORTED + i]));

/** SHA-256 of the sections of types and imports, of the functions' types and of their code. */
const DIGEST = "a35e8c4dbcf24324f162cc7a47d7597a0706d35c3dcdcc387c1a5ed38e68278d";
