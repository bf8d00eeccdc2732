import { proofSystemOf } from "./registry.ts";
import type { Program, ProgramCode } from "./types.ts";

/**
 * Programs a worker keeps loaded, because preparing a key costs more than using it; the least recently used goes first.
 * A key that threads share counts in each of them, so that the limit holds however many there are.
 */
export class LoadedPrograms {
  readonly #maxBytes: number;
  readonly #programs = new Map<string, Program>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The program of a code, loaded now if it was not. Throws VM_TYPE_UNSUPPORTED or PROGRAM_INVALID (input). */
  async get({ vmTypeID, code, codeHash, codeExpParam }: ProgramCode): Promise<Program> {
    const key = JSON.stringify([vmTypeID, codeHash, codeExpParam]);
    const program = this.#programs.get(key) ?? (await proofSystemOf(vmTypeID).load(code, codeExpParam, codeHash));
    this.#programs.delete(key); // the most recently used is the last
    this.#programs.set(key, program);
    this.trim();
    return program;
  }

  /** Releases programs until the rest keeps to the limit; to be called after work, which may have loaded a key. */
  trim(): void {
    let bytes = 0;
    for (const program of this.#programs.values()) bytes += program.memory();
    for (const [key, program] of this.#programs) {
      if (bytes <= this.#maxBytes || this.#programs.size === 1) return;
      bytes -= program.memory();
      this.#programs.delete(key);
      program.release();
    }
  }

  get size(): number {
    return this.#programs.size;
  }
}
