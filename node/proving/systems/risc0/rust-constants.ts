import { programInvalid } from "./failures.ts";

/** A guest of 8 MiB in decimal numbers, and what else the file may have. */
const MAX_TEXT_BYTES = 48 * 1024 * 1024;

/** `&[u8]` and `[u32; 8]`. */
export type RustConstant = Uint8Array | Uint32Array;

/**
 * Reads the constants of a generated Rust file: comments and statements `pub const NAME: TYPE = VALUE;` whose types
 * are `&[u8]`, `[u32; 8]` and `&str`, and nothing else. One pass, so that no text can look like a constant.
 */
export class RustConstants {
  readonly #text: string;
  readonly #maxBytes: number;
  #at = 0;

  /** @param maxBytes Most elements of a `&[u8]` that is wanted. */
  constructor(code: Uint8Array, maxBytes: number) {
    if (code.length > MAX_TEXT_BYTES) throw programInvalid(`its text has more than ${MAX_TEXT_BYTES} bytes`);
    // latin1 keeps one character a byte; only strings and comments, which are skipped, may have others than ASCII.
    this.#text = Buffer.from(code.buffer, code.byteOffset, code.byteLength).toString("latin1");
    this.#maxBytes = maxBytes;
  }

  /** The wanted constants by name. Throws PROGRAM_INVALID (input) for a text of another form. */
  read(wanted: readonly string[]): Map<string, RustConstant> {
    const constants = new Map<string, RustConstant>();
    for (this.#space(); this.#at < this.#text.length; this.#space()) {
      const name = this.#take(/pub const ([A-Za-z_]\w*)\s*:\s*/y, "a statement is not `pub const NAME: TYPE = VALUE;`");
      const value = this.#value(wanted.includes(name));
      this.#take(/\s*;()/y, `the value of ${name} does not end in a semicolon`);
      if (constants.has(name)) throw programInvalid(`it has the constant ${name} twice`);
      if (value !== undefined) constants.set(name, value);
    }
    return constants;
  }

  /** A type and its value; undefined for what is not wanted. */
  #value(wanted: boolean): RustConstant | undefined {
    const type = this.#take(
      /(&(?:'static )?\[u8\]|\[u32; ?8\]|&(?:'static )?str)\s*=\s*/y,
      "a constant's type is none of &[u8], [u32; 8] and &str",
    );
    if (type.endsWith("str")) {
      // Bounded, because a match of alternatives takes the stack for each; what such strings hold is a path.
      this.#take(/("(?:[^"\\]|\\[^]){0,65535}"|r"[^"]*"|r#"[^]*?"#)/y, "a string does not end, or is too long");
      return undefined;
    }
    const isWords = type.startsWith("[");
    this.#take(isWords ? /\[()/y : /&\[()/y, "an array is not written out as [...] or &[...]");
    const start = this.#at;
    const count = this.#numbers(isWords ? 0xffffffff : 0xff, () => undefined);
    if (isWords && count !== 8) throw programInvalid("a [u32; 8] does not have 8 elements");
    if (!wanted) return undefined;
    if (count > this.#maxBytes) throw programInvalid(`an array has more than ${this.#maxBytes} elements`);
    const array = isWords ? new Uint32Array(count) : new Uint8Array(count);
    this.#at = start;
    this.#numbers(0xffffffff, (value, index) => (array[index] = value));
    return array;
  }

  /** Decimal numbers up to the closing bracket; returns how many there were. By hand: a guest has a million of them. */
  #numbers(largest: number, each: (value: number, index: number) => void): number {
    const text = this.#text;
    let at = this.#at;
    let count = 0;
    for (; ; at++) {
      while (isSpace(text.charCodeAt(at))) at++;
      const start = at;
      let value = 0;
      for (let digit; (digit = text.charCodeAt(at) - ZERO) >= 0 && digit <= 9 && at - start < 10; at++) {
        value = 10 * value + digit;
      }
      if (at === start) break;
      if (value > largest) throw programInvalid(`an array has an element above ${largest}`);
      each(value, count++);
      while (isSpace(text.charCodeAt(at))) at++;
      if (text.charCodeAt(at) !== COMMA) break;
    }
    this.#at = at;
    this.#take(/\]()/y, "an array has an element that is no decimal number");
    return count;
  }

  /** White space and comments. */
  #space(): void {
    const space = /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y;
    for (space.lastIndex = this.#at; space.test(this.#text);) this.#at = space.lastIndex;
  }

  #take(pattern: RegExp, otherwise: string): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw programInvalid(otherwise);
    this.#at = pattern.lastIndex;
    return match[1] ?? "";
  }
}

const ZERO = 0x30;
const COMMA = 0x2c;

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
