import { bytesToHex, type Hex, hexToBytes } from "viem";

/** The journal: the public signals of a witness as 32-byte big-endian words. */
export function journalOf(witness: Uint8Array, publicSignals: number): Hex {
  const journal = new Uint8Array(WORD * publicSignals);
  for (let signal = 0; signal < publicSignals; signal++) {
    const from = WORD * (signal + 1); // signal 0 is the constant 1
    journal.set(witness.slice(from, from + WORD).reverse(), WORD * signal);
  }
  return bytesToHex(journal);
}

/** The public signals of a journal; undefined unless it consists of whole words. */
export function signalsOf(journal: Hex): bigint[] | undefined {
  const bytes = hexToBytes(journal);
  if (bytes.length % WORD !== 0) return undefined;
  return Array.from({ length: bytes.length / WORD }, (_, index) =>
    BigInt(bytesToHex(bytes.subarray(WORD * index, WORD * (index + 1)))),
  );
}

const WORD = 32;
