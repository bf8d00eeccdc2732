import { sha256Of } from "../protocol/sha256.ts";
import type { ProgramCode, ProgramInput, Witness } from "./types.ts";

/**
 * Witnesses of dry runs for the proofs that are to follow, whichever thread makes them. The oldest go first; each is used
 * once.
 */
export class KeptWitnesses {
  readonly #maxBytes: number;
  readonly #witnesses = new Map<string, Witness>();
  /** Bytes held now. */
  bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** One that is larger than all that may be kept is not, and drives out no other. */
  keep(code: ProgramCode, input: ProgramInput, witness: Witness): void {
    if (witness.length > this.#maxBytes) return;
    this.take(code, input);
    this.#witnesses.set(keyOf(code, input), witness);
    this.bytes += witness.length;
    for (const key of this.#witnesses.keys()) {
      if (this.bytes <= this.#maxBytes) break;
      this.#remove(key);
    }
  }

  /** The witness of a program's input, which is kept no longer; undefined if it is not here. */
  take(code: ProgramCode, input: ProgramInput): Witness | undefined {
    return this.#remove(keyOf(code, input));
  }

  #remove(key: string): Witness | undefined {
    const witness = this.#witnesses.get(key);
    if (this.#witnesses.delete(key)) this.bytes -= witness!.length;
    return witness;
  }
}

function keyOf({ codeHash }: ProgramCode, { binding, messages }: ProgramInput): string {
  return `${codeHash} ${binding} ${sha256Of(Buffer.from(JSON.stringify(messages)))}`;
}
