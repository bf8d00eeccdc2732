import { z } from "zod";
import { parseBoundedJson } from "../../../protocol/bounded-json.ts";
import { messageOf, W3bError } from "../../../protocol/errors.ts";
import { checkOperations, type CheckedOperations, type Operation } from "./operations.ts";
import { readSrs, type Srs, srsLength } from "./srs.ts";

/** The columns of a halo2-base circuit, as halo2-wasm's CircuitConfig has them. */
export interface Config {
  /** 2^k rows. */
  k: number;
  /** Gate columns. */
  numAdvice: number;
  /** Lookup columns; 0 for a circuit without range checks. One gate column needs no further one: 1 turns them on. */
  numLookupAdvice: number;
  /** Bits that one lookup checks: at least 1, and 2^numLookupBits rows must fit. */
  numLookupBits: number;
}

/** The parts of a program: what the code of a project file's version holds. */
export interface Halo2Code {
  config: Config;
  /** Inputs besides `binding`, by name: how many field elements each has. */
  inputs: Record<string, number>;
  operations: Operation[];
  /** A message that the circuit accepts: key generation needs one, and it shows that the code is sound. */
  example: string;
  /** halo2-wasm's partial verification key. */
  partialVk: Uint8Array;
  /** The set-up for exactly 2^k rows, as srs.ts describes it. */
  srs: Uint8Array;
}

/** A code that was read: well-formed, though not yet run. */
export interface CheckedCode extends Omit<Halo2Code, "operations" | "srs">, CheckedOperations {
  srs: Srs;
}

/** Reads the code of a project file's version. Throws PROGRAM_INVALID (input) if it is not one of this kind. */
export function readCode(code: Uint8Array): CheckedCode {
  const { config, inputs, operations, example, partialVk, srs } = parse(code);
  const elements = 1 + Object.values(inputs).reduce((sum, length) => sum + length, 0);
  if (elements > maxInputs) throw programInvalid(`it has more than ${maxInputs} inputs`);
  const columns = config.numAdvice + config.numLookupAdvice;
  if (2 ** config.k * columns > maxCells) throw programInvalid(`2^k rows of ${columns} columns are too many`);
  if (2 ** config.numLookupBits > 2 ** config.k - unusableRows)
    throw programInvalid("numLookupBits does not fit 2^k rows");
  try {
    const checked = checkOperations(operations, elements);
    // The binding is wire 0, so the contract's check of the first word is a check of what the circuit was told.
    if (checked.publicWires[0] !== 0) throw new Error('its first public value is not "binding"');
    if (checked.publicWires.length < 2) throw new Error('it has no public value "inputHash"');
    if (checked.publicWires.length > maxPublic) throw new Error(`it has more than ${maxPublic} public values`);
    const setUp = Buffer.from(srs, "base64");
    if (setUp.length !== srsLength(config.k)) throw new Error("its set-up is not one for 2^k rows");
    return { config, inputs, example, ...checked, partialVk: Buffer.from(partialVk, "base64"), srs: readSrs(setUp) };
  } catch (cause) {
    throw programInvalid(messageOf(cause), cause);
  }
}

/** The code of a project file's version, not yet deflated: JSON, its bytes in base64. */
export function writeCode({ config, inputs, operations, example, partialVk, srs }: Halo2Code): Uint8Array {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const json = { format, config, inputs, operations, example, partialVk: base64(partialVk), srs: base64(srs) };
  return new Uint8Array(Buffer.from(JSON.stringify(json)));
}

/** Every way in which a code can fail to be a halo2-lib program. */
export function programInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("PROGRAM_INVALID", `The code is not a halo2-lib circuit with its key and set-up: ${reason}.`, {
    kind: "input",
    meaning: "No prover can run this version of the project.",
    action: "The project's owner publishes a version whose code `npm run halo2:setup` has made.",
    cause,
  });
}

const format = "halo2-lib 1";

/** A message may have 128 KiB, so no circuit has use for more. */
const maxInputs = 2 ** 15;
/** What Halo2Verifier takes. */
const maxPublic = 256;
/** At 2^15 rows of two columns keys and proof take 20 s and 240 MB: more than a dry run may, and most workers. */
const maxCells = 2 ** 16;
/** Rows at the end that hold no values: six blinding ones, one more, and two that halo2-base keeps free. */
const unusableRows = 9;

/** Operations are arrays of at most a few wires, or of many: see checkOperations. */
const jsonLimits = { depth: 4, values: 2 ** 22 };

const count = (most: number) => z.number().int().min(1).max(most);
const schema = z.strictObject({
  format: z.literal(format),
  config: z.strictObject({
    k: z.number().int().min(5).max(15),
    numAdvice: count(127),
    numLookupAdvice: z.number().int().min(0).max(127),
    numLookupBits: count(14),
  }),
  inputs: z.record(z.string().regex(/^(?!binding$)[A-Za-z_$][A-Za-z0-9_$]{0,63}$/), count(maxInputs)),
  operations: z.array(z.unknown()),
  example: z.string().max(2 ** 17),
  partialVk: z.string().max(2 ** 16),
  srs: z.string().max(2 ** 23),
});

function parse(code: Uint8Array): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = parseBoundedJson(new Uint8Array(code), jsonLimits);
  } catch (cause) {
    throw programInvalid(`it is not JSON (${messageOf(cause)})`, cause);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw programInvalid(`${issue?.path.join(".") || "it"}: ${issue?.message ?? "is not valid"}`);
}
