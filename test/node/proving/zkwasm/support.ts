import { readFileSync } from "node:fs";
import type { Hex } from "viem";

/** Delphinus' sample batch, see test/contracts/vectors. */
export const sample = JSON.parse(
  readFileSync(new URL("../../../contracts/vectors/zkwasm-aggregator-proof.json", import.meta.url), "utf8"),
) as { proof: Hex[]; verifyInstance: Hex[]; aux: Hex[]; targetInstance: Hex[][] };

const section = (id: number, ...bytes: number[]) => [id, bytes.length, ...bytes];
const text = (value: string) => [value.length, ...Buffer.from(value)];

/**
 * A module that imports env.wasm_input (function 0) and env.require (function 1), and exports `zkmain` (function 2), of
 * this code; `more` names a further import, `memory` is the content of the memory section.
 */
export function moduleOf(code: number[], more?: string, name = "zkmain", memory: number[] = []): Uint8Array {
  const imports = [
    [...text("env"), ...text("wasm_input"), 0, 0],
    [...text("env"), ...text("require"), 0, 1],
    ...(more === undefined ? [] : [[...text("env"), ...text(more), 0, 1]]),
  ];
  const body = [0, ...code, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 3, ...[0x60, 1, 0x7f, 1, 0x7e], ...[0x60, 1, 0x7f, 0], ...[0x60, 0, 1, 0x7e]),
    ...section(2, imports.length, ...imports.flat()),
    ...section(3, 1, 2),
    ...(memory.length === 0 ? [] : section(5, ...memory)),
    ...section(7, 1, ...text(name), 0, imports.length),
    ...section(10, 1, body.length, ...body),
  ]);
}

const read = (isPublic: 0 | 1) => [0x41, isPublic, 0x10, 0];
const result = [0x42, 0]; // i64.const 0

/** Reads binding and inputHash, then requires that two private inputs add up to a public one. */
export const sumModule = moduleOf([
  ...Array.from({ length: 8 }, () => [...read(1), 0x1a]).flat(),
  ...[...read(1), ...read(0), ...read(0), 0x7c, 0x51, 0x10, 1],
  ...result,
]);
export const endlessModule = moduleOf([0x03, 0x40, 0x0c, 0, 0x0b, ...result]);
export const recursiveModule = moduleOf([0x10, 2]);
/** One memory of at least one page, and without a limit. */
export const memoryModule = moduleOf(result, undefined, "zkmain", [1, 0, 1]);
export const trappingModule = moduleOf([0x00]);

export const aggregator: Hex = `0x${"12".repeat(20)}`;
export const codeHash: Hex = `0x${"34".repeat(32)}`;

/** A codeExpParam for programs with this many public inputs besides binding and inputHash. */
export function parametersFor(publicInputs: number, change: object = {}): string {
  return JSON.stringify({
    aggregator,
    codeHash,
    proofWords: sample.proof.length,
    verifyInstances: sample.verifyInstance.length,
    auxWords: sample.aux.length,
    journalWords: 2 + publicInputs,
    ...change,
  });
}
