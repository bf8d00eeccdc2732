import { randomBytes } from "node:crypto";

/** The message's data: the circuit's inputs save `binding`, which the prover adds. */
export interface Window {
  /** Eight sound levels in tenths of a decibel, 0 to 4095. */
  levels: number[];
  /** A random field element in decimal: without it the levels could be guessed out of their commitment. */
  salt: string;
}

export const LEVELS = 8;
const MAX_LEVEL = 4095;

/** What a device sends for its last eight sound levels. Throws RangeError for other numbers of them, or too loud ones. */
export function windowOf(levels: number[]): Window {
  if (levels.length !== LEVELS) throw new RangeError(`A window has ${LEVELS} levels, not ${levels.length}`);
  if (levels.some((level) => !Number.isInteger(level) || level < 0 || level > MAX_LEVEL)) {
    throw new RangeError(`Levels are whole tenths of a decibel from 0 to ${MAX_LEVEL}`);
  }
  return { levels, salt: String(BigInt(`0x${randomBytes(31).toString("hex")}`)) };
}
