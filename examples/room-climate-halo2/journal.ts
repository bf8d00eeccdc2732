import { hexToBigInt, type Hex, size, slice } from "viem";
import { W3bError } from "../../node/protocol/errors.ts";
import type { Climate } from "./window.ts";

/** The circuit's public values: which task and data the proof is for, and their climate. */
export interface Journal extends Climate {
  binding: bigint;
  inputHash: bigint;
}

/**
 * Reads a journal: three 32-byte big-endian words, the last of which holds four values of 32 bits, the first in the
 * lowest. Throws `JOURNAL_INVALID` if it has another length or a statistic that no proof can produce.
 */
export function decodeJournal(journal: Hex): Journal {
  if (size(journal) !== 96) throw invalid(`it has ${size(journal)} bytes instead of 96`);
  const [binding, inputHash, statistics] = [0, 32, 64].map((at) => hexToBigInt(slice(journal, at, at + 32))) as [
    bigint,
    bigint,
    bigint,
  ];
  if (statistics >> 128n !== 0n) throw invalid("its statistics have more than 128 bits");
  const value = (index: bigint) => Number((statistics >> (32n * index)) & 0xffffffffn);
  return { binding, inputHash, time: value(0n), temperatureSum: value(1n), co2Sum: value(2n), maxCo2: value(3n) };
}

/** A climate in everyday units: degrees Celsius and parts per million. */
export function inEverydayUnits({ temperatureSum, co2Sum, maxCo2 }: Climate) {
  const round = (value: number, digits: number) => Number(value.toFixed(digits));
  return {
    meanTemperature: round(temperatureSum / 16 / 100 - 273.15, 2),
    meanCo2: round(co2Sum / 16, 1),
    maxCo2,
  };
}

function invalid(reason: string): W3bError {
  return new W3bError("JOURNAL_INVALID", `The journal is not one of room-climate-halo2: ${reason}.`, { kind: "input" });
}
