import type { Code } from "wasmbuilder";
import { leb128, sectionIds } from "../../wasm-binary.ts";
import { type Emitter, newFunction } from "./emitter.ts";
import { inverseMod } from "./inverse.ts";
import { circomCode, numbers, placeOf } from "./known.ts";
import { fromMontgomery, multiply } from "./montgomery.ts";
import { addModulo, subtractModulo } from "./sums.ts";

/**
 * A circom module with faster field arithmetic, about three times faster as a whole. What is replaced has the same
 * results for all operands. A module that does not begin with circom's own arithmetic for BN254 remains as it is.
 * Throws Error for a malformed one.
 */
export function withFastArithmetic(wasm: Uint8Array): Uint8Array {
  const found = circomCode(wasm);
  if (found === undefined) return wasm;
  const { section, bodies } = found;
  const functions = bodies.map(({ start, end }) => wasm.subarray(start, end));
  for (const [name, emit] of replacements) {
    const place = placeOf(name);
    const { code, end } = bodies[place]!;
    functions[place] = emitted(emit, wasm.subarray(code, end - 1)); // without its last byte, "end"
  }
  const code = Buffer.concat([
    wasm.subarray(section.contents, bodies[0]!.start),
    ...functions,
    wasm.subarray(bodies.at(-1)!.end, section.end),
  ]);
  const head = Uint8Array.of(sectionIds.code, ...leb128(code.length));
  return Buffer.concat([wasm.subarray(0, section.start), head, code, wasm.subarray(section.end)]);
}

/** Writes a function; `original` are the instructions of the one that it replaces. */
type Emit = (emitter: Emitter, original: Code) => void;

const replacements: readonly [keyof typeof numbers, Emit][] = [
  ["Fr_int_inverseMod", inverseMod],
  ["Fr_F1m_add", addModulo],
  ["Fr_F1m_sub", subtractModulo],
  ["Fr_F1m_mul", multiply],
  ["Fr_F1m_fromMontgomery", fromMontgomery],
];

function emitted(emit: Emit, original: Uint8Array): Uint8Array {
  const emitter = newFunction(numbers);
  emit(emitter, [...original]);
  return Uint8Array.from(emitter.fn.getBody());
}
