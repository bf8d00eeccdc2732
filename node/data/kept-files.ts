import { W3bError } from "../protocol/errors.ts";
import type { ProjectFile } from "../protocol/project-file.ts";

/** Codes of parsed files in memory, in bytes, and how many files at most; the last one used stays whatever it has. */
const [mostBytes, mostFiles] = [256 * 1024 * 1024, 1_000];
/** Bad files that are remembered, by a few sentences each. */
const mostBad = 10_000;
/** Failures of a file that has its hash: it fails again however often it is read. */
const lasting = /^(PROJECT_FILE_(NOT_JSON|INVALID|UNREADABLE)|CODE_.*)$/;

interface Entry {
  file: Promise<ProjectFile>;
  /** 0 until it is there. */
  bytes: number;
}

/** Parsed project files, the least recently used go first; and which files are bad, so that nobody reads them again. */
export class KeptFiles {
  readonly #files = new Map<string, Entry>();
  readonly #bad = new Map<string, W3bError>();
  #bytes = 0;

  /** What `load` resolves with, which is asked once for as long as it is kept. Throws what it throws. */
  get(key: string, load: () => Promise<ProjectFile>): Promise<ProjectFile> {
    const bad = this.#bad.get(key);
    if (bad) return Promise.reject(bad);
    const known = this.#files.get(key);
    if (known) {
      this.#files.delete(key); // the most recently used is the last
      this.#files.set(key, known);
      return known.file;
    }
    const entry: Entry = { file: load(), bytes: 0 };
    this.#files.set(key, entry);
    entry.file.then(
      ({ versions }) => {
        entry.bytes = versions.reduce((sum, { code }) => sum + code.length, 0);
        this.#bytes += entry.bytes;
        this.#trim(key);
      },
      (error: unknown) => {
        this.#files.delete(key);
        if (error instanceof W3bError && lasting.test(error.code)) this.#remember(key, error);
      },
    );
    return entry.file;
  }

  /** Forgets what was used longest ago and is there; `last` stays. */
  #trim(last: string): void {
    for (const [key, { bytes }] of this.#files) {
      if (this.#bytes <= mostBytes && this.#files.size <= mostFiles) return;
      if (key === last || bytes === 0) continue;
      this.#files.delete(key);
      this.#bytes -= bytes;
    }
  }

  #remember(key: string, error: W3bError): void {
    this.#bad.set(key, error);
    const [oldest] = this.#bad.keys();
    if (this.#bad.size > mostBad && oldest !== undefined) this.#bad.delete(oldest);
  }
}
