import { W3bError } from "../protocol/errors.ts";
import type { ProjectFile } from "../protocol/project-file.ts";

const MiB = 1024 * 1024;

/**
 * Parsed files in memory: the bytes of their codes together, and how many at most. Large ones, of more than `largeBytes`
 * of code, have a room of their own, so that none of them takes the place of hundreds of small ones.
 */
const rooms = { small: { bytes: 256 * MiB, files: 1_000 }, large: { bytes: 512 * MiB, files: 8 } };
const largeBytes = 32 * MiB;
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
        this.#trim(entry);
      },
      (error: unknown) => {
        this.#files.delete(key);
        if (error instanceof W3bError && lasting.test(error.code)) this.#remember(key, error);
      },
    );
    return entry.file;
  }

  /** Forgets what was used longest ago of the room that `last` has entered. */
  #trim(last: Entry): void {
    const isLarge = last.bytes > largeBytes;
    const inRoom = [...this.#files].filter(([, { bytes }]) => bytes > 0 && bytes > largeBytes === isLarge);
    const room = { ...rooms[isLarge ? "large" : "small"] };
    for (const [key, { bytes }] of inRoom.reverse()) {
      room.bytes -= bytes;
      room.files--;
      if (room.bytes < 0 || room.files < 0) this.#files.delete(key);
    }
  }

  #remember(key: string, error: W3bError): void {
    this.#bad.set(key, error);
    const [oldest] = this.#bad.keys();
    if (this.#bad.size > mostBad && oldest !== undefined) this.#bad.delete(oldest);
  }
}
