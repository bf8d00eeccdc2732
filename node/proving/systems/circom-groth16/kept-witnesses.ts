import { zeroHash } from "viem";
import { sha256Of } from "../../../protocol/sha256.ts";
import type { ProgramInput } from "../../types.ts";

/**
 * Witnesses of dry runs for the proofs that are to follow: computing one takes about a quarter of the proof's time.
 * The oldest go first; each is used once. A prover with several threads finds here what the same thread ran.
 */
export class KeptWitnesses {
  readonly #maxBytes: number;
  readonly #witnesses = new Map<string, Uint8Array>();
  /** Bytes held now. */
  bytes = 0;

  constructor(maxBytes = 32 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** Keeps the witness of an input, unless it is for no task: nobody proves that. */
  keep(input: ProgramInput, witness: Uint8Array): void {
    if (input.binding === zeroHash || witness.length > this.#maxBytes) return;
    this.take(input);
    this.#witnesses.set(keyOf(input), witness);
    this.bytes += witness.length;
    for (const key of this.#witnesses.keys()) {
      if (this.bytes <= this.#maxBytes) break;
      this.#remove(key);
    }
  }

  /** The witness of an input, which is kept no longer; undefined if it is not here. */
  take(input: ProgramInput): Uint8Array | undefined {
    return this.#remove(keyOf(input));
  }

  clear(): void {
    this.#witnesses.clear();
    this.bytes = 0;
  }

  #remove(key: string): Uint8Array | undefined {
    const witness = this.#witnesses.get(key);
    if (this.#witnesses.delete(key)) this.bytes -= witness!.length;
    return witness;
  }
}

function keyOf({ binding, messages }: ProgramInput): string {
  return `${binding} ${sha256Of(Buffer.from(JSON.stringify(messages)))}`;
}
