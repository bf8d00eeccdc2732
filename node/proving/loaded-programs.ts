import { proofSystemOf } from "./registry.ts";
import type { Program, ProgramCode } from "./types.ts";

/**
 * Programs a worker keeps loaded, because parsing a key costs as much as using it; the least recently used goes first.
 * A loaded program takes about as much memory as its code.
 */
export class LoadedPrograms {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, { program: Program; bytes: number }>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The program of a code, loaded now if it was not. Throws VM_TYPE_UNSUPPORTED or PROGRAM_INVALID (input). */
  async get(code: ProgramCode): Promise<Program> {
    const key = JSON.stringify([code.vmTypeID, code.codeHash, code.codeExpParam]);
    const entry = this.#entries.get(key) ?? {
      program: await proofSystemOf(code.vmTypeID).load(code.code, code.codeExpParam),
      bytes: code.code.length,
    };
    this.#entries.delete(key); // the most recently used is the last
    this.#entries.set(key, entry);
    this.#evict();
    return entry.program;
  }

  get size(): number {
    return this.#entries.size;
  }

  #evict(): void {
    let bytes = 0;
    for (const entry of this.#entries.values()) bytes += entry.bytes;
    for (const [key, entry] of this.#entries) {
      if (bytes <= this.#maxBytes || this.#entries.size === 1) return;
      this.#entries.delete(key);
      bytes -= entry.bytes;
    }
  }
}
