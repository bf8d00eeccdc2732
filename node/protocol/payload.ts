import type { Address, Hex } from "viem";
import { z } from "zod";
import { parseBoundedJson } from "./bounded-json.ts";
import { W3bError } from "./errors.ts";
import {
  dataSchema,
  MAX_MESSAGE_DATA_BYTES,
  projectIDSchema,
  projectVersionSchema,
  signatureSchema,
} from "./message.ts";
import { sha256Of } from "./sha256.ts";

/** Largest payload of a task, in bytes: what every data store takes. */
export const MAX_PAYLOAD_BYTES = 4_000_000;
/** Most messages of one task. */
export const MAX_PAYLOAD_MESSAGES = 1024;

/** What a payload's JSON holds at most: three fields, and three of each message. */
const jsonLimits = { depth: 3, values: 4 * (MAX_PAYLOAD_MESSAGES + 1) };

export interface PayloadMessage {
  data: string;
  signature: Hex;
  /** The address that `signature` recovers to, lower case. */
  device: Address;
}

/** What a task is computed from: the messages a gateway packed. */
export interface Payload {
  projectID: number;
  projectVersion: string;
  messages: PayloadMessage[];
}

/**
 * The payload's bytes: UTF-8 of JSON with exactly these keys in this order, devices in lower case. Throws
 * PAYLOAD_INVALID (input) or PAYLOAD_TOO_LARGE (tooLarge).
 */
export function encodePayload(payload: Payload): Uint8Array {
  const bytes = Buffer.from(canonicalText(payload));
  decodePayload(bytes); // what is written can be read, with the same limits
  return new Uint8Array(bytes);
}

/**
 * The payload inside bytes. Throws PAYLOAD_TOO_LARGE (tooLarge) beyond the limits and PAYLOAD_INVALID (input) when
 * the bytes are anything but what {@link encodePayload} writes: one payload has one hash.
 */
export function decodePayload(bytes: Uint8Array): Payload {
  if (bytes.length > MAX_PAYLOAD_BYTES) {
    throw new W3bError("PAYLOAD_TOO_LARGE", `The payload has ${bytes.length} bytes, at most ${MAX_PAYLOAD_BYTES}.`, {
      kind: "tooLarge",
      action: "Lower the project's AggregationAmount or send smaller messages.",
    });
  }
  const payload = validate(parseJson(bytes));
  if (!Buffer.from(canonicalText(payload)).equals(bytes)) throw invalid("it is not in canonical form");
  return payload;
}

/** Who sent a payload, as programs for the Go W3bstream know it: `did:io:` and the first message's device without 0x. */
export function clientIdOf({ messages }: Payload): string {
  return `did:io:${messages[0]!.device.slice(2).toLowerCase()}`; // a payload has a message
}

/** The payload's address in data availability: SHA-256 of its bytes. */
export function payloadHash(bytes: Uint8Array): Hex {
  return sha256Of(bytes);
}

function canonicalText({ projectID, projectVersion, messages }: Payload): string {
  return JSON.stringify({
    projectID,
    projectVersion,
    messages: messages.map(({ data, signature, device }) => ({ data, signature, device: device.toLowerCase() })),
  });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return parseBoundedJson(bytes, jsonLimits);
  } catch (cause) {
    throw invalid("it is not JSON in UTF-8", cause);
  }
}

function validate(json: unknown): Payload {
  const parsed = payloadSchema.safeParse(json);
  if (parsed.success) return parsed.data as Payload;
  const issue = parsed.error.issues[0];
  throw invalid(`${issue?.path.join(".") || "payload"}: ${issue?.message ?? "unknown"}`);
}

function invalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("PAYLOAD_INVALID", `The payload is not valid: ${reason}.`, {
    kind: "input",
    meaning: "No prover can compute the task.",
    cause,
  });
}

const payloadSchema = z.strictObject({
  projectID: projectIDSchema,
  projectVersion: projectVersionSchema,
  messages: z
    .array(
      z.strictObject({
        data: dataSchema.refine((value) => Buffer.byteLength(value) <= MAX_MESSAGE_DATA_BYTES, "is too long"),
        signature: signatureSchema,
        device: z.string().regex(/^0x[0-9a-f]{40}$/, "must be an address in lower case"),
      }),
    )
    .min(1)
    .max(MAX_PAYLOAD_MESSAGES),
});
