import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Hex } from "viem";
import { z } from "zod";
import { messageOf, W3bError } from "../protocol/errors.ts";
import type { ProvingSettings } from "../proving/settings.ts";
import { type SnarkjsVerifyingKey, verifyingKeyOf } from "../proving/systems/circom-groth16/verifying-key.ts";

/** What processes that run programs were told of proving services. */
export interface ProvingOptions {
  bonsaiUrl?: string;
  bonsaiVersion: string;
  zkwasmUrl?: string;
  grpc: { vmTypeID: number; url: string }[];
  proving?: string;
}

/** Adds the options of {@link ProvingOptions} to a command. */
export function withProvingOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--bonsai-url <url>", "prove RISC Zero guests there; its key is in W3B_BONSAI_API_KEY").env(
        "W3B_BONSAI_URL",
      ),
    )
    .addOption(
      new Option("--bonsai-version <version>", "the version of risc0-zkvm that guests were made with")
        .env("W3B_BONSAI_VERSION")
        .default("1.2.5"),
    )
    .addOption(
      new Option("--zkwasm-url <url>", "prove zkWASM modules there; the key of its account is in W3B_ZKWASM_KEY").env(
        "W3B_ZKWASM_URL",
      ),
    )
    .addOption(
      new Option("--grpc <services>", "prove programs of a vmTypeID there: <vmTypeID>=<url>, comma separated")
        .env("W3B_GRPC")
        .default([], "none")
        .argParser(grpcServices),
    )
    .addOption(
      new Option("--proving <file>", "all settings of proof systems, in JSON; see docs/run-a-prover.md").env(
        "W3B_PROVING",
      ),
    );
}

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

function grpcServices(text: string, before: ProvingOptions["grpc"] | undefined): ProvingOptions["grpc"] {
  const services = text.split(",").map((part) => {
    const [, id = "", url = ""] = /^\s*(\d{1,5})=(\S+)\s*$/.exec(part) ?? [];
    if (url === "") throw new InvalidArgumentError("It must be <vmTypeID>=<url>, such as 4=grpc://127.0.0.1:9100.");
    return { vmTypeID: Number(id), url };
  });
  return [...(before ?? []), ...services];
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
