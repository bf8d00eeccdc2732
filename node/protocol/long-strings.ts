import { endOfString } from "./bounded-json.ts";

/**
 * A JSON text without its longest strings, which stay bytes: as text each would be copied several times, in a heap whose
 * exhaustion ends the process.
 */
export class CutText {
  /** The text; where a long string was, it has a short one that no writer of the text can have known. */
  readonly text: Uint8Array;
  readonly #strings: ReadonlyMap<string, Uint8Array>;
  readonly #taken = new Set<string>();

  /** Cuts strings of more than `longest` bytes. */
  constructor(json: Uint8Array, longest: number) {
    const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
    const secret = crypto.randomUUID();
    const strings = new Map<string, Uint8Array>();
    const rest: Uint8Array[] = [];
    let kept = 0;
    for (let start = text.indexOf(QUOTE); start >= 0;) {
      const end = endOfString(text, start);
      if (end < 0) break; // what is no JSON is left for the parser to say
      if (end - start - 1 > longest) {
        const name = `${secret} ${strings.size}`;
        strings.set(name, text.subarray(start + 1, end));
        rest.push(text.subarray(kept, start + 1), Buffer.from(name));
        kept = end;
      }
      start = text.indexOf(QUOTE, end + 1);
    }
    this.text = strings.size === 0 ? json : Buffer.concat([...rest, text.subarray(kept)]);
    this.#strings = strings;
  }

  /** The bytes of a string of the text, as they stand between its quotes where it was cut. */
  bytesOf(string: string): Uint8Array {
    this.#taken.add(string);
    return this.#strings.get(string) ?? Buffer.from(string);
  }

  /** Whether a string was cut whose bytes nobody asked for. */
  get hasOthers(): boolean {
    return [...this.#strings.keys()].some((name) => !this.#taken.has(name));
  }
}

const QUOTE = 0x22;
