/** What a text may hold that a stranger wrote. */
export interface JsonLimits {
  /** How deep arrays and objects may nest. */
  depth: number;
  /** How many values it may have, those inside others included. */
  values: number;
}

/**
 * The value of a JSON text in UTF-8. What it holds is counted before anything is made of it: brackets cost a byte each in
 * the text and fifty in memory, and V8 ends the whole process, not the thread, when a parser runs out of that. `parse` may
 * keep more than JSON.parse does. Throws SyntaxError for what is no JSON or beyond the limits, TypeError for what is not UTF-8.
 */
export function parseBoundedJson(
  text: Uint8Array,
  limits: JsonLimits,
  parse: (text: string) => unknown = JSON.parse,
): unknown {
  count(Buffer.from(text.buffer, text.byteOffset, text.byteLength), limits);
  return parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
}

/** Reads each byte once, and skips strings whole. What is no JSON is left for the parser to say. */
function count(text: Buffer, limits: JsonLimits): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case QUOTE:
        at = endOfString(text, at);
        if (at < 0) return;
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (++depth > limits.depth) throw new SyntaxError(`it nests deeper than ${limits.depth} levels`);
        values++;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--;
        break;
      case COMMA:
        values++;
        break;
    }
    if (values > limits.values) throw new SyntaxError(`it has more than ${limits.values} values`);
  }
}

/** Where the string that begins at `from` has its closing quote; -1 if it has none. */
export function endOfString(text: Buffer, from: number): number {
  for (let end = text.indexOf(QUOTE, from + 1); end >= 0; end = text.indexOf(QUOTE, end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
