import { type Hex, hexToBigInt, size, slice } from "viem";
import { W3bError } from "../../node/protocol/errors.ts";

/** The circuit's public outputs: which task and data the proof is for, and the loudest level in tenths of a decibel. */
export interface MaximumJournal {
  taskBinding: bigint;
  inputHash: bigint;
  maximum: number;
}

/** Reads a journal: three 32-byte big-endian words. Throws `JOURNAL_INVALID` if it has another length. */
export function decodeMaximum(journal: Hex): MaximumJournal {
  if (size(journal) !== 96) {
    const reason = `it has ${size(journal)} bytes instead of 96`;
    throw new W3bError("JOURNAL_INVALID", `The journal is not one of window-maximum: ${reason}.`, { kind: "input" });
  }
  const word = (index: number) => hexToBigInt(slice(journal, 32 * index, 32 * (index + 1)));
  return { taskBinding: word(0), inputHash: word(1), maximum: Number(word(2)) };
}
