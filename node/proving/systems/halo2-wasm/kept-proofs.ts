import type { Proof } from "../../types.ts";

/** Proofs that dry runs have made, until they are asked for; the oldest goes first. */
export class KeptProofs {
  readonly #most: number;
  readonly #proofs = new Map<string, Proof>();

  constructor(most: number) {
    this.#most = most;
  }

  put(key: string, proof: Proof): void {
    this.#proofs.delete(key);
    this.#proofs.set(key, proof);
    const oldest = this.#proofs.keys().next();
    if (this.#proofs.size > this.#most && !oldest.done) this.#proofs.delete(oldest.value);
  }

  get(key: string): Proof | undefined {
    return this.#proofs.get(key);
  }

  /** Bytes of memory, keys apart. */
  get bytes(): number {
    let bytes = 0;
    for (const { journal, proof } of this.#proofs.values()) bytes += journal.length + proof.length;
    return bytes;
  }

  clear(): void {
    this.#proofs.clear();
  }
}
