import { type Address, concat, type Hex, keccak256, type LocalAccount, stringToBytes } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { z } from "zod";
import { W3bError } from "./errors.ts";
import { recoverSigner } from "./recovery.ts";

/** Longest `data` of one message, in bytes of UTF-8. */
export const MAX_MESSAGE_DATA_BYTES = 128 * 1024;

/** What a device says, before it signs. */
export interface UnsignedMessage {
  /** At most 2^53 - 1, so that JSON carries it exactly. */
  projectID: number;
  projectVersion: string;
  /** Whatever the project's program takes; for circuits a JSON object by signal name. */
  data: string;
}

/** A message as devices POST it. */
export interface DeviceMessage extends UnsignedMessage {
  /** secp256k1 over {@link messageHash}: r, s and v (0 or 1), 65 bytes. */
  signature: Hex;
}

/**
 * A message from parsed JSON. Throws MESSAGE_INVALID (input) naming the field, MESSAGE_TOO_LARGE (tooLarge) when
 * `data` exceeds {@link MAX_MESSAGE_DATA_BYTES}. Does not look at who signed: see {@link recoverDevice}.
 */
export function parseMessage(json: unknown): DeviceMessage {
  const parsed = messageSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join(".") || "message";
    throw new W3bError("MESSAGE_INVALID", `The message is not valid: ${field}: ${issue?.message ?? "unknown"}.`, {
      kind: "input",
      action: 'Send {"projectID":number,"projectVersion":string,"data":string,"signature":"0x..."} and nothing else.',
    });
  }
  if (Buffer.byteLength(parsed.data.data) > MAX_MESSAGE_DATA_BYTES) {
    throw new W3bError("MESSAGE_TOO_LARGE", `The message's data exceeds ${MAX_MESSAGE_DATA_BYTES} bytes.`, {
      kind: "tooLarge",
      action: "Send smaller windows of readings.",
    });
  }
  return parsed.data as DeviceMessage;
}

/**
 * The exact text a device signs, as Go's encoding/json writes it: this key order, no spaces, and `<`, `>`, `&`, U+2028
 * and U+2029 escaped, which JSON.stringify leaves alone.
 */
export function signedText(message: UnsignedMessage): string {
  const { projectID, projectVersion, data } = message;
  return JSON.stringify({ projectID, projectVersion, data }).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** keccak256 of {@link signedText}, without any prefix. */
export function messageHash(message: UnsignedMessage): Hex {
  return keccak256(stringToBytes(signedText(message)));
}

/**
 * Identifies what a device said. Made of the device rather than the signature, because one ECDSA signature has several
 * valid forms: changing it must not make a new message.
 */
export function messageIdOf(message: UnsignedMessage, device: Address): Hex {
  return keccak256(concat([messageHash(message), device]));
}

/** The device that signed. Throws SIGNATURE_INVALID (input) when the signature recovers to no key at all. */
export async function recoverDevice(message: DeviceMessage): Promise<Address> {
  try {
    return await recoverSigner(messageHash(message), message.signature);
  } catch (cause) {
    throw new W3bError("SIGNATURE_INVALID", "The message's signature is not a valid secp256k1 signature.", {
      kind: "input",
      action: "Sign keccak256 of the message's canonical JSON and send r, s and v (0 or 1) as 65 bytes of hex.",
      cause,
    });
  }
}

/** The message with the signature of a device's key (viem account or private key), v being 0 or 1. */
export async function signMessage(signer: LocalAccount | Hex, message: UnsignedMessage): Promise<DeviceMessage> {
  const account = typeof signer === "string" ? privateKeyToAccount(signer) : signer;
  if (account.sign === undefined) throw new TypeError("This account cannot sign hashes");
  const signature = await account.sign({ hash: messageHash(message) });
  const v = Number.parseInt(signature.slice(130), 16) - 27;
  const { projectID, projectVersion, data } = message;
  return { projectID, projectVersion, data, signature: `${signature.slice(0, 130)}0${v}` as Hex };
}

/** Go replaces what is not well-formed Unicode, so its signature would be over another text. */
const text = z.string().refine((value) => value.isWellFormed(), "is not well-formed Unicode");

export const projectIDSchema = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
export const projectVersionSchema = text.refine((value) => {
  const bytes = Buffer.byteLength(value);
  return bytes >= 1 && bytes <= 31;
}, "must have 1 to 31 bytes");
export const dataSchema = text;
export const signatureSchema = z.string().regex(/^0x[0-9a-fA-F]{128}0[01]$/, "must be 65 bytes of hex, v being 0 or 1");

const messageSchema = z.strictObject({
  projectID: projectIDSchema,
  projectVersion: projectVersionSchema,
  data: dataSchema,
  signature: signatureSchema,
});
