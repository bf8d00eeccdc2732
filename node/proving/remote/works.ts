import { createHash } from "node:crypto";
import { codeOf } from "../../protocol/errors.ts";
import { Recent } from "./recent.ts";

interface Kept<W> {
  work: Partial<W>;
  silences: number;
}

/**
 * What has been begun at a proving service, by what it was begun for: a second attempt goes on with it instead of
 * paying again. What merely takes long, or was given up, is kept; what has failed, or was perhaps forgotten by the
 * service, is begun anew. Only the last few are kept.
 */
export class Works<W extends object> {
  readonly #kept = new Recent<Kept<W>>(KEPT_WORKS);

  /** Calls `go` with what was begun for `subject`, which `go` adds to. */
  async on<T>(subject: Uint8Array, go: (work: Partial<W>) => Promise<T>): Promise<T> {
    const name = createHash("sha256").update(subject).digest("hex");
    const kept = this.#kept.get(name) ?? { work: {}, silences: 0 };
    this.#kept.set(name, kept);
    try {
      const result = await go(kept.work);
      kept.silences = 0;
      return result;
    } catch (error) {
      const code = codeOf(error);
      if (code === "REMOTE_PROVER_UNAVAILABLE") kept.silences++;
      const mayGoOn = passing.has(code);
      if (!mayGoOn || kept.silences >= MOST_SILENCES) this.#kept.delete(name);
      throw error;
    }
  }

  clear(): void {
    this.#kept.clear();
  }
}

/** Failures after which the work is still worth something. */
const passing = new Set([
  ...["PROVING_TIMEOUT", "PROVING_ABORTED", "REMOTE_PROVER_UNAVAILABLE"],
  ...["CHAIN_UNREACHABLE", "RISC_ZERO_VERSION_UNKNOWN"], // the proof is made: the contract may take it later
]);
const KEPT_WORKS = 256;
/** How often in a row a service may fail to answer before what it was at counts as lost. */
const MOST_SILENCES = 3;
