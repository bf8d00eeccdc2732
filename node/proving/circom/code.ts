import { z } from "zod";
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

const schema = z.strictObject({ wasm: z.string().min(1), zkey: z.string().min(1) });

function parse(code: Uint8Array): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(code.buffer, code.byteOffset, code.byteLength).toString("latin1"));
  } catch (cause) {
    throw programInvalid(`it is not JSON (${messageOf(cause)})`, cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw programInvalid('it is not {"wasm":"<base64>","zkey":"<base64>"}');
  return parsed.data;
}
