import { readFile } from "node:fs/promises";
import type { Hex } from "viem";
import { z } from "zod";
import { messageOf, W3bError } from "../protocol/errors.ts";
import type { ProvingSettings } from "../proving/settings.ts";
import { type SnarkjsVerifyingKey, verifyingKeyOf } from "../proving/systems/circom-groth16/verifying-key.ts";
import type { ProvingOptions } from "./proving-options.ts";

/**
 * What the proof systems are told: the file's settings, then those of flags and environment. Secrets come from the file
 * and the environment alone, and no error shows them. Throws W3bError CONFIG_INVALID (input).
 */
export async function provingSettings(options: ProvingOptions): Promise<ProvingSettings> {
  const settings = options.proving === undefined ? {} : await readSettingsFile(options.proving);
  if (options.grpc.length > 0) settings.grpc = [...options.grpc, ...(settings.grpc ?? [])];
  if (options.bonsaiUrl !== undefined) {
    const apiKey = secret("W3B_BONSAI_API_KEY", "--bonsai-url needs the service's key; a Bento takes any text");
    settings.riscZero = { ...settings.riscZero, url: options.bonsaiUrl, apiKey, version: options.bonsaiVersion };
  }
  if (options.zkwasmUrl !== undefined) {
    const privateKey = secret("W3B_ZKWASM_KEY", "--zkwasm-url needs the private key of the account that is charged");
    settings.zkWasm = { ...settings.zkWasm, url: options.zkwasmUrl, privateKey: privateKey as Hex };
  }
  return settings;
}

function secret(variable: string, what: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw invalid(`${what}, in ${variable}`);
}

/** The settings inside a file. */
async function readSettingsFile(file: string): Promise<ProvingSettings> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    // What JSON.parse says quotes the text, which may be a key.
    throw invalid(cause instanceof SyntaxError ? `${file} is not JSON` : messageOf(cause));
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data as ProvingSettings;
  const issue = parsed.error.issues[0];
  throw invalid(`${file}: ${issue?.path.join(".") || "file"}: ${issue?.message ?? "unknown"}`);
}

function invalid(reason: string): W3bError {
  return new W3bError("CONFIG_INVALID", `The settings of the proof systems are not valid: ${reason}.`, {
    kind: "input",
    action: "See docs/run-a-prover.md for their form.",
  });
}

/** A Groth16 key in snarkjs' form, whose numbers are decimal strings, becomes one as contracts have it. */
const groth16Key = z.unknown().transform((key, context) => {
  try {
    return verifyingKeyOf(key as SnarkjsVerifyingKey);
  } catch {
    context.addIssue("must be a Groth16 verification key of snarkjs");
    return z.NEVER;
  }
});

const digest = z.string().regex(/^0x[0-9a-fA-F]{64}$/, "must be 0x and 64 hex digits");
const riscZeroParameters = z.strictObject({
  key: groth16Key,
  versions: z.array(z.strictObject({ controlRoot: digest, bn254ControlId: digest })).max(100),
});

/** Whose settings there are; what is in each its proof system checks when it starts. */
const schema = z.strictObject({
  grpc: z.array(z.looseObject({ vmTypeID: z.int().min(0).max(65_535), url: z.string() })).optional(),
  halo2Wasm: z.strictObject({ memoryMb: z.int().min(16).max(4096).optional() }).optional(),
  riscZero: z
    .looseObject({
      url: z.string(),
      apiKey: z.string(),
      version: z.string(),
      parameters: riscZeroParameters.optional(),
    })
    .optional(),
  zkWasm: z.looseObject({ url: z.string(), privateKey: z.string() }).optional(),
});
