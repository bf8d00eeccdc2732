import { type Hex, hexToBytes } from "viem";
import { z } from "zod";
import { parseBoundedJson } from "../../../protocol/bounded-json.ts";
import { W3bError } from "../../../protocol/errors.ts";
import { bindings, type BindingName } from "../../types.ts";
import { type ResultForm, resultForms } from "../../vm-protocol/result-forms.ts";
import { type VerifyingKey, verifyingKeyOf } from "../circom-groth16/verifying-key.ts";
import type { ServiceSettings } from "./settings.ts";

/** What a project says of its program, besides the program itself. */
export interface ProgramSettings {
  binding: BindingName;
  result: ResultForm;
  /** What a message's data is: text, or 0x and hex of bytes. */
  payload: "utf8" | "hex";
  /** What the newer service gets as metadata. */
  metadata: Uint8Array;
  /** The key its proofs verify with, where they are Groth16 over BN254. */
  verifyingKey?: VerifyingKey;
}

/**
 * What codeExpParam says. It reaches the service as it is; this node reads the member "w3bstream" if it is a JSON object
 * that has one: {"binding","result","payload","metadata":"0x...","verifyingKey":<snarkjs' form>}, all optional, and else
 * takes the operator's settings. A codeExpParam of 0x and hex is metadata of bytes. Throws PROGRAM_INVALID (input).
 */
export function readProgramSettings(codeExpParam: string, standard: ServiceSettings): ProgramSettings {
  const said = schema.safeParse(memberOf(codeExpParam));
  if (!said.success) {
    const issue = said.error.issues[0];
    throw programInvalid(`w3bstream.${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown"}`);
  }
  const { binding = standard.binding, result = standard.result, payload, metadata, verifyingKey } = said.data;
  const settings: ProgramSettings = { binding, result, payload, metadata: bytesOf(metadata ?? codeExpParam) };
  if (verifyingKey !== undefined) settings.verifyingKey = verifyingKeyOf(verifyingKey);
  return settings;
}

/** The payloads of a task's messages. Throws INPUTS_INVALID (input). */
export function payloadsOf({ payload }: ProgramSettings, messages: readonly string[]): Uint8Array[] {
  if (payload === "utf8") return messages.map((message) => Buffer.from(message));
  return messages.map((message) => {
    if (isHexBytes(message)) return hexToBytes(message);
    throw new W3bError("INPUTS_INVALID", "A message's data is not 0x and hex of bytes.", {
      kind: "input",
      action: "Send the program's payload in hex.",
    });
  });
}

function memberOf(codeExpParam: string): unknown {
  if (!codeExpParam.trimStart().startsWith("{")) return {};
  try {
    const json = parseBoundedJson(Buffer.from(codeExpParam), { depth: 64, values: 100_000 });
    return (json as { w3bstream?: unknown }).w3bstream ?? {};
  } catch {
    return {}; // it is the service's business alone
  }
}

function bytesOf(text: string): Uint8Array {
  return isHexBytes(text) ? hexToBytes(text) : Buffer.from(text);
}

function isHexBytes(text: string): text is Hex {
  return /^0x(?:[0-9a-fA-F]{2})+$/.test(text);
}

function programInvalid(reason: string): W3bError {
  return new W3bError("PROGRAM_INVALID", `The project's codeExpParam is not valid: ${reason}.`, {
    kind: "input",
    action: "See docs/proof-systems/bring-your-own.md.",
  });
}

const coordinate = z.string().regex(/^\d{1,78}$/, "is no decimal number");
const g1 = z.array(coordinate).min(2).max(3);
const g2 = z.array(z.array(coordinate).length(2)).min(2).max(3);

const schema = z.strictObject({
  binding: z.enum(bindings).optional(),
  result: z.enum(resultForms).optional(),
  payload: z.enum(["utf8", "hex"]).default("utf8"),
  metadata: z.string().refine(isHexBytes, "is not 0x and hex").optional(),
  verifyingKey: z
    .object({ vk_alpha_1: g1, vk_beta_2: g2, vk_gamma_2: g2, vk_delta_2: g2, IC: z.array(g1).min(2).max(257) })
    .optional(),
});
