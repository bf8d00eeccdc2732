import { type CircuitValue, div, makePublic, mul, rangeCheck, sum } from "@axiom-crypto/halo2-lib-js";
import { type Halo2Code, readCode, writeCode } from "../../../../node/proving/systems/halo2-lib/code.ts";
import { packCircuit } from "../../../../node/proving/systems/halo2-lib/pack.ts";
import { developmentSrs } from "../../../../scripts/halo2-lib/development-srs.ts";

export const zero = `0x${"00".repeat(32)}` as const;
export const binding = `0x00${"12".repeat(31)}` as const;

/** Small enough to be proved in a fraction of a second. Dividing by a = 0 makes the library panic. */
export const tiny = {
  config: { k: 8, numAdvice: 1, numLookupAdvice: 1, numLookupBits: 7 },
  inputs: { a: 1, list: 3 },
  circuit({ a, list }: { a: CircuitValue; list: CircuitValue[] }): void {
    rangeCheck(a, "7");
    makePublic(mul(a, sum(list)));
    makePublic(div(list[0]!, a, "7", "7"));
  },
  example: JSON.stringify({ a: 3, list: [20, 5, 6] }),
};

/** A message of the tiny circuit, with another quotient than the example. */
export const message = JSON.stringify({ a: 2, list: ["100", 1, 2] });

/** A development set-up of the tiny circuit's size. */
export const tinySrs = developmentSrs(tiny.config.k);

/** The tiny circuit's code. */
export const tinyCode = packCircuit(tiny, tinySrs).code;

/** The tiny circuit's code with some of its parts changed, well-formed or not. */
export function changed(change: (parts: Halo2Code) => Partial<Record<keyof Halo2Code, unknown>>): Uint8Array {
  const { operations, config, inputs, example, partialVk, srs } = readCode(tinyCode);
  const parts = { operations, config, inputs, example, partialVk, srs: srs.bytes };
  return writeCode({ ...parts, ...change(parts) } as Halo2Code);
}
