import { z } from "zod";
import { parseBoundedJson } from "../../protocol/bounded-json.ts";
import { messageOf, W3bError } from "../../protocol/errors.ts";

/** What a Circom program is made of. */
export interface CircomCode {
  /** The witness calculator circom compiles (`--wasm`). */
  wasm: Uint8Array;
  /** snarkjs' proving key: Groth16, PLONK or FFLONK, by the proof system. */
  zkey: Uint8Array;
}

/** The two files inside an inflated code. Throws PROGRAM_INVALID (input). */
export function readCode(code: Uint8Array): CircomCode {
  const packed = readPacked(Buffer.from(code.buffer, code.byteOffset, code.byteLength));
  if (packed !== undefined) return packed;
  const { wasm, zkey } = parse(code);
  return { wasm: Buffer.from(wasm, "base64"), zkey: Buffer.from(zkey, "base64") };
}

/** The code of a project file's version, not yet deflated: UTF-8 of JSON {"wasm","zkey"}, both base64. */
export function packCode({ wasm, zkey }: CircomCode): Uint8Array {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  return new Uint8Array(Buffer.from(JSON.stringify({ wasm: base64(wasm), zkey: base64(zkey) })));
}

/** Every way in which a code can fail to be a Circom program. */
export function programInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("PROGRAM_INVALID", `The code is not a Circom program: ${reason}.`, {
    kind: "input",
    meaning: "No prover can run this version of the project.",
    action: "The project's owner publishes a version whose code `w3b project pack` has made.",
    cause,
  });
}

/**
 * A code in just the form of `packCode`, decoded piece by piece: JSON.parse would take three times the code's size in
 * strings, in each worker. Undefined for every other code, which may still be JSON of the same meaning.
 */
function readPacked(code: Buffer): CircomCode | undefined {
  const [open, between, close] = ['{"wasm":"', '","zkey":"', '"}'];
  const middle = code.indexOf(between);
  const from = middle + between.length;
  const end = code.length - close.length;
  if (middle < 0 || from > end || !isAt(code, 0, open) || !isAt(code, end, close)) return undefined;
  const wasm = fromBase64(code.subarray(open.length, middle));
  const zkey = wasm && fromBase64(code.subarray(from, end));
  return zkey && { wasm, zkey };
}

function isAt(code: Buffer, offset: number, text: string): boolean {
  return code.subarray(offset, offset + text.length).equals(Buffer.from(text));
}

/** Undefined for what is empty or not base64 with its padding. */
function fromBase64(text: Buffer): Uint8Array | undefined {
  if (text.length === 0 || text.length % 4 !== 0) return undefined;
  const padding = [...text.subarray(-2)].filter((char) => char === 0x3d).length;
  const bytes = Buffer.alloc((text.length / 4) * 3 - padding);
  let written = 0;
  for (let at = 0; at < text.length; at += PIECE) {
    written += bytes.write(text.toString("latin1", at, Math.min(at + PIECE, text.length)), (at / 4) * 3, "base64");
    if (written !== Math.min(((at + PIECE) / 4) * 3, bytes.length)) return undefined; // something else was skipped
  }
  return bytes;
}

const PIECE = 1 << 16; // characters

const schema = z.strictObject({ wasm: z.string().min(1), zkey: z.string().min(1) });

function parse(code: Uint8Array): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = parseBoundedJson(new Uint8Array(code), { depth: 1, values: 3 });
  } catch (cause) {
    throw programInvalid(`it is not JSON (${messageOf(cause)})`, cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw programInvalid('it is not {"wasm":"<base64>","zkey":"<base64>"}');
  return parsed.data;
}
