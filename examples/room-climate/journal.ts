import { size, slice, hexToBigInt, type Hex } from "viem";
import { W3bError } from "../../node/protocol/errors.ts";
import type { Point } from "./device.ts";
import type { Climate } from "./readings.ts";

/** The circuit's public outputs: which task and data the proof is for, whose readings they are, and their climate. */
export interface Journal extends Climate {
  taskBinding: bigint;
  inputHash: bigint;
  publicKey: Point;
}

/**
 * Reads a journal: nine 32-byte big-endian words in the order of the circuit's outputs.
 * Throws `JOURNAL_INVALID` if it has another length or a statistic that no proof can produce.
 */
export function decodeJournal(journal: Hex): Journal {
  if (size(journal) !== WORDS * 32) throw invalid(`it has ${size(journal)} bytes instead of ${WORDS * 32}`);
  const word = (index: number) => hexToBigInt(slice(journal, index * 32, (index + 1) * 32));
  const small = (index: number) => {
    const value = word(index);
    if (value >= 2n ** 32n) throw invalid(`word ${index} is not below 2^32`);
    return Number(value);
  };
  return {
    taskBinding: word(0),
    inputHash: word(1),
    publicKey: [word(2), word(3)],
    lastTime: small(4),
    readingCount: small(5),
    meanTemperature: small(6),
    meanCo2: small(7),
    maxCo2: small(8),
  };
}

const WORDS = 9;

function invalid(reason: string): W3bError {
  return new W3bError("JOURNAL_INVALID", `The journal is not one of room-climate: ${reason}.`, { kind: "input" });
}
