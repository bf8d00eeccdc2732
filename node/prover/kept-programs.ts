import type { Hex } from "viem";
import type { DataStore } from "../data/store.ts";
import type { ProgramCode } from "../proving/types.ts";

/** What a job notes of the program it was claimed with. */
export interface KeptProgram extends Omit<ProgramCode, "code"> {
  programId: Hex;
}

/** What the programs in memory, those in use, have of code together, in bytes; the last one stays whatever it has. */
const cachedBytes = 512 * 1024 * 1024;

/**
 * The programs of claimed tasks, whose code is kept in the operator's own store: a claim must not depend on a project's
 * file any more, which its owner can change or remove.
 */
export class KeptPrograms {
  readonly #store: DataStore;
  readonly #recent = new Map<Hex, ProgramCode["code"]>();

  constructor(store: DataStore) {
    this.#store = store;
  }

  /** Keeps a program for good. Throws what the store throws. */
  async keep({ code, ...program }: ProgramCode, programId: Hex): Promise<KeptProgram> {
    if (!this.#recent.has(program.codeHash)) await this.#store.put(code);
    this.#remember(program.codeHash, code);
    return { ...program, programId };
  }

  /** A program that was kept; undefined if the store has lost it. Throws what the store throws. */
  async get({ vmTypeID, codeHash, codeExpParam }: KeptProgram): Promise<ProgramCode | undefined> {
    const code = this.#recent.get(codeHash) ?? (await this.#load(codeHash));
    if (!code) return undefined;
    this.#remember(codeHash, code);
    return { vmTypeID, codeHash, codeExpParam, code };
  }

  async #load(codeHash: Hex): Promise<ProgramCode["code"] | undefined> {
    const bytes = await this.#store.get(codeHash);
    if (!bytes) return undefined;
    const code = new Uint8Array(new SharedArrayBuffer(bytes.length));
    code.set(bytes);
    return code;
  }

  #remember(codeHash: Hex, code: ProgramCode["code"]): void {
    this.#recent.delete(codeHash); // the most recently used is the last to be evicted
    this.#recent.set(codeHash, code);
    let bytes = 0;
    for (const { length } of this.#recent.values()) bytes += length;
    for (const [oldest, { length }] of this.#recent) {
      if (bytes <= cachedBytes || this.#recent.size === 1) break;
      this.#recent.delete(oldest);
      bytes -= length;
    }
  }
}
