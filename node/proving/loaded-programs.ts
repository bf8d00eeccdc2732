import { messageOf, W3bError } from "../protocol/errors.ts";
import { proofSystemOf } from "./registry.ts";
import { keyOf, type Program, type ProgramCode, type ProofSystem } from "./types.ts";

interface Entry {
  /** Settles once; a program that cannot be loaded is not kept. */
  loading: Promise<Program>;
  program: Program | undefined;
  /** Calls under way. */
  users: number;
}

/**
 * Programs a thread keeps loaded, because preparing a key costs more than using it; the least recently used goes first.
 * A key that threads share counts in each of them, so that the limit holds however many there are.
 */
export class LoadedPrograms {
  readonly #systems: readonly ProofSystem[];
  readonly #maxBytes: number;
  readonly #read: ((code: ProgramCode) => Promise<unknown>) | undefined;
  readonly #entries = new Map<string, Entry>();

  /** `read` reads codes in another thread, for proof systems that can be given what was read. */
  constructor(systems: readonly ProofSystem[], maxBytes: number, read?: (code: ProgramCode) => Promise<unknown>) {
    this.#systems = systems;
    this.#maxBytes = maxBytes;
    this.#read = read;
  }

  /** What the proof system's `read` makes of a code. Throws as it does. */
  async read(code: ProgramCode): Promise<unknown> {
    const system = proofSystemOf(this.#systems, code.vmTypeID);
    return system.read?.(code.code, code.codeExpParam);
  }

  /**
   * Does something with the program of a code, loaded now if it was not; then makes room, for that may have loaded a
   * key. Throws VM_TYPE_UNSUPPORTED or PROGRAM_INVALID (input), and what `work` throws.
   */
  async use<T>(code: ProgramCode, work: (program: Program) => Promise<T>): Promise<T> {
    const key = keyOf(code);
    const entry = this.#entries.get(key) ?? this.#load(code);
    this.#entries.delete(key); // the most recently used is the last
    this.#entries.set(key, entry);
    entry.users++;
    try {
      entry.program = await entry.loading.catch((error: unknown) => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
        throw error;
      });
      return await work(entry.program);
    } finally {
      entry.users--;
      this.#trim();
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  #load(source: ProgramCode): Entry {
    const { vmTypeID, code, codeHash, codeExpParam } = source;
    const load = async () => {
      const system = proofSystemOf(this.#systems, vmTypeID);
      const read = system.read && (await this.#read?.(source));
      return system.load(code, codeExpParam, codeHash, read).catch((error: unknown) => {
        throw error instanceof W3bError ? error : programUnfit(system.name, error);
      });
    };
    return { loading: load(), program: undefined, users: 0 };
  }

  /** Releases programs nobody uses until the rest keeps to the limit; the last one stays. */
  #trim(): void {
    let bytes = 0;
    for (const { program } of this.#entries.values()) bytes += program?.memory() ?? 0;
    for (const [key, { program, users }] of this.#entries) {
      if (bytes <= this.#maxBytes || this.#entries.size === 1) return;
      if (program === undefined || users > 0) continue;
      bytes -= program.memory();
      this.#entries.delete(key);
      program.release();
    }
  }
}

/** Whatever else loading stumbles over, it stumbled over what a project published. */
function programUnfit(name: string, cause: unknown): W3bError {
  return new W3bError("PROGRAM_INVALID", `The code is not a program of ${name}: ${messageOf(cause)}.`, {
    kind: "input",
    action: "The project's owner publishes a version whose code `w3b project pack` has made.",
    cause,
  });
}
