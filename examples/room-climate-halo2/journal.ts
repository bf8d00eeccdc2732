import { hexToBigInt, type Hex, size, slice } from "viem";
import { W3bError } from "../../node/protocol/errors.ts";
import type { Climate } from "./window.ts";

/** The circuit's public values: which task and data the proof is for, and their climate. */
export interface Journal extends Climate {
  binding: bigint;
  inputHash: bigint;
}

/**
 * Reads a journal: three 32-byte big-endian words, the last of which holds five values of 32 bits, the first in the
 * lowest. Throws `JOURNAL_INVALID` if it has another length or a statistic that no proof can produce.
 */
export function decodeJournal(journal: Hex): Journal {
  if (size(journal) !== 96) throw invalid(`it has ${size(journal)} bytes instead of 96`);
  const [binding, inputHash, statistics] = [0, 32, 64].map((at) => hexToBigInt(slice(journal, at, at + 32))) as [
    bigint,
    bigint,
    bigint,
  ];
  if (statistics >> 160n !== 0n) throw invalid("its statistics have more than 160 bits");
  const value = (index: bigint) => Number((statistics >> (32n * index)) & 0xffffffffn);
  const [time, count, meanTemperature, meanCo2, maxCo2] = [0n, 1n, 2n, 3n, 4n].map(value) as FiveNumbers;
  return { binding, inputHash, time, count, meanTemperature, meanCo2, maxCo2 };
}

type FiveNumbers = [number, number, number, number, number];

/** A climate in everyday units: degrees Celsius and parts per million. */
export function inEverydayUnits({ meanTemperature, meanCo2, maxCo2 }: Climate) {
  return { meanTemperature: Number((meanTemperature / 100 - 273.15).toFixed(2)), meanCo2, maxCo2 };
}

function invalid(reason: string): W3bError {
  return new W3bError("JOURNAL_INVALID", `The journal is not one of room-climate-halo2: ${reason}.`, { kind: "input" });
}
