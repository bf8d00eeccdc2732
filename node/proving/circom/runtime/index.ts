import type { Code } from "wasmbuilder";
import { leb128, sectionIds } from "../../wasm-binary.ts";
import { type Emitter, newFunction } from "./emitter.ts";
import { inverseMod } from "./inverse.ts";
import { fromMontgomery, multiply, square } from "./montgomery.ts";
import { copy } from "./copy.ts";
import { add, addModulo, subtract, subtractModulo } from "./sums.ts";
import { circomCode, numbers, FUNCTIONS } from "./known.ts";

/**
 * A circom module with faster field arithmetic. The functions that are replaced have the same results for all
 * operands. A module that does not hold exactly circom's own functions for BN254 remains as it is. Throws Error for a malformed one.
 */
export function withFastArithmetic(wasm: Uint8Array): Uint8Array {
  const found = circomCode(wasm);
  if (found === undefined) return wasm;
  const { section, bodies } = found;
  const functions = bodies.map(({ start, code, end }, i) => {
    const emit = REPLACEMENTS[FUNCTIONS[i]!];
    return emit === undefined ? wasm.subarray(start, end) : emitted(emit, wasm.subarray(code, end - 1));
  });
  const code = Buffer.concat([
    wasm.subarray(section.contents, bodies[0]!.start),
    ...functions,
    wasm.subarray(bodies.at(-1)!.end, section.end),
  ]);
  const head = Uint8Array.of(sectionIds.code, ...leb128(code.length));
  return Buffer.concat([wasm.subarray(0, section.start), head, code, wasm.subarray(section.end)]);
}

type Emit = (emitter: Emitter, original: Code) => void;

const REPLACEMENTS: Readonly<Record<string, Emit>> = {
  Fr_int_inverseMod: inverseMod,
  Fr_int_add: add,
  Fr_int_sub: subtract,
  Fr_F1m_add: addModulo,
  Fr_F1m_sub: subtractModulo,
  Fr_copy: copy,
  Fr_F1m_mul: multiply,
  Fr_F1m_square: square,
  Fr_F1m_fromMontgomery: fromMontgomery,
};

function emitted(emit: Emit, original: Uint8Array): Uint8Array {
  const emitter = newFunction(numbers);
  emit(emitter, [...original]);
  return Uint8Array.from(emitter.fn.getBody());
}
