import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from "viem";
import { z } from "zod";
import { parseBoundedJson } from "../../../protocol/bounded-json.ts";
import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import { programInvalid } from "./failures.ts";

/** ZkWasmVerifier.ZkWasmProgram of the contracts: what `register` takes. */
export interface ZkWasmProgram {
  /** Delphinus' contract for the aggregation circuit. */
  aggregator: Hex;
  /** Words of the aggregation proof, public inputs of its circuit, and hints. */
  proofWords: number;
  verifyInstances: number;
  auxWords: number;
  /** Words of the journal: binding, inputHash, and the messages' public inputs. */
  journalWords: number;
  /** Binding and inputHash reach the module as four 64-bit inputs each: nothing else has room for them. */
  packed: true;
  /** Public inputs before the journal's: what names the image, where the aggregation circuit puts it there. */
  prefix: bigint[];
}

/** What a project's version says besides its module. */
export interface ZkWasmParameters {
  program: ZkWasmProgram;
  programId: Hex;
}

/**
 * Reads a codeExpParam: JSON of the program as it is registered, and the hash of the aggregator's code, of which the
 * id is made. Throws PROGRAM_INVALID (input).
 */
export function readParameters(codeExpParam: string): ZkWasmParameters {
  let json: unknown;
  try {
    json = parseBoundedJson(Buffer.from(codeExpParam), { depth: 16, values: 10_000 });
  } catch (cause) {
    throw programInvalid("its codeExpParam is not JSON", cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw programInvalid(`its codeExpParam: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is not valid"}`);
  }
  const { codeHash, prefix, ...counts } = parsed.data;
  const program: ZkWasmProgram = { ...counts, packed: true, prefix: prefix.map(BigInt) };
  return { program, programId: programIdOf(program, codeHash) };
}

/** As ZkWasmVerifier.register computes it: keccak256(abi.encode(program, codehash of the aggregator)). */
export function programIdOf(program: ZkWasmProgram, codeHash: Hex): Hex {
  return keccak256(encodeAbiParameters(types, [program, codeHash]));
}

const types = parseAbiParameters([
  "ZkWasmProgram program, bytes32 codeHash",
  "struct ZkWasmProgram { address aggregator; uint16 proofWords; uint16 verifyInstances; uint16 auxWords; uint16 journalWords; bool packed; uint256[] prefix; }",
]);

/** ZkWasmVerifier.MAX_WORDS */
const MAX_WORDS = 1024;
const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^0x[0-9a-fA-F]{${2 * bytes}}$`)) as unknown as z.ZodType<Hex>;
const words = (least: number) => z.int().min(least).max(MAX_WORDS);
const schema = z.strictObject({
  aggregator: hex(20),
  codeHash: hex(32),
  proofWords: words(1),
  verifyInstances: words(1),
  auxWords: words(0),
  journalWords: words(2),
  prefix: z
    .array(
      z
        .string()
        .regex(/^\d{1,77}$/)
        .refine((value) => BigInt(value) < SCALAR_MODULUS, "is not in the field"),
    )
    .max(MAX_WORDS)
    .default([]),
});
