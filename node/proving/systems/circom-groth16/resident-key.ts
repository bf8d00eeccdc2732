import { type LoadedKey, processBackend } from "../../groth16/backend.ts";
import type { ProvingKey } from "../../groth16/zkey.ts";

/**
 * A proving key that is prepared for the first proof and then kept: gateways and dry runs never need it. Threads of a
 * process that name it by the same hash share its memory where the back end can.
 */
export class ResidentKey {
  readonly #hash: string;
  readonly #read: () => ProvingKey;
  #key: LoadedKey | undefined;

  /**
   * `read` cuts the key out of the program's code; it is called when the key is needed and no other
   * thread has it, so that no copy is kept.
   */
  constructor(hash: string, read: () => ProvingKey) {
    this.#hash = hash;
    this.#read = read;
  }

  /** As LoadedKey.prove. Throws PROGRAM_INVALID (input) where the key turns out to be damaged. */
  prove(witness: Uint8Array): Uint8Array {
    this.#key ??= processBackend().find(this.#hash) ?? processBackend().load(this.#hash, this.#read());
    return this.#key.prove(witness);
  }

  /** Bytes held now, those that are shared with other threads included. */
  memory(): number {
    if (this.#key === undefined) return 0;
    const { key, workspace } = this.#key.memory();
    return key + workspace;
  }

  /** Gives the memory back; the next proof prepares the key anew. */
  release(): void {
    this.#key?.release();
    this.#key = undefined;
  }
}
