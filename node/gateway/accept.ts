import type { Address, Hex } from "viem";
import { W3bError } from "../protocol/errors.ts";
import { type DeviceMessage, messageIdOf, parseMessage, recoverDevice } from "../protocol/message.ts";
import { MAX_PAYLOAD_MESSAGES } from "../protocol/payload.ts";
import type { ChainRules } from "./chain-rules.ts";
import { assertServed, type ServedProjects } from "./served-projects.ts";

/** A message that may be stored: who signed it is known and may send it. */
export interface AcceptedMessage {
  /** Identifies what the device said, see messageIdOf. */
  hash: Hex;
  /** Decimal. */
  projectId: string;
  version: string;
  /** Lower case. */
  device: Address;
  data: string;
  signature: Hex;
  /** How many messages of one device the project packs into one task. */
  aggregationAmount: number;
}

/**
 * Judges a message by what the chain says of its project. Stores nothing. Throws, in this order: SIGNATURE_MISSING,
 * MESSAGE_INVALID, MESSAGE_TOO_LARGE, PROJECT_NOT_SERVED, PROJECT_NOT_FOUND, PROJECT_PAUSED, PROGRAM_NOT_FOUND,
 * PROGRAM_RETIRED, PROGRAM_NOT_CONFIRMED, GATEWAY_NOT_AUTHORISED, AGGREGATION_AMOUNT_INVALID, SIGNATURE_INVALID,
 * DEVICE_NOT_REGISTERED.
 */
export async function acceptMessage(
  { rules, projects }: { rules: ChainRules; projects: ServedProjects },
  json: unknown,
): Promise<AcceptedMessage> {
  const message = parseSigned(json);
  const { projectVersion: version, data, signature } = message;
  const projectId = String(message.projectID);
  assertServed(projects, projectId);
  const found = await rules.of(projectId, version);
  if (found.project === undefined) throw projectNotFound(projectId);
  if (found.project.paused) throw projectPaused(projectId);
  if (found.program === undefined) throw programNotFound(projectId, version);
  if (found.program.retired) throw programRetired(projectId, version);
  if (!found.program.active) throw programNotConfirmed(projectId, version);
  if (!found.authorised) throw gatewayNotAuthorised(projectId, rules.gateway);
  const aggregationAmount = aggregationAmountOf(projectId, found.aggregationAmount);
  const device = (await recoverDevice(message)).toLowerCase() as Address;
  if (!isTrue(found.openToAnyDevice) && !(await rules.isRegistered(projectId, device)))
    throw notRegistered(projectId, device);
  return { hash: messageIdOf(message, device), projectId, version, device, data, signature, aggregationAmount };
}

function parseSigned(json: unknown): DeviceMessage {
  if (typeof json === "object" && json !== null && !("signature" in json)) {
    throw new W3bError("SIGNATURE_MISSING", "The message has no signature.", {
      kind: "input",
      meaning:
        "The older form of W3bstream took messages from anyone; here every message has a device to answer for it.",
      action: 'Sign the message with the device\'s key and send it with "signature": see docs/http-api.md.',
    });
  }
  const message = parseMessage(json);
  if (`${message.projectVersion}${message.data}`.includes("\0")) {
    // Postgres cannot keep U+0000 in text.
    throw new W3bError("MESSAGE_INVALID", "The message is not valid: it contains the character U+0000.", {
      kind: "input",
      action: "Encode binary data, for example as base64.",
    });
  }
  return message;
}

/** The attribute's ABI-encoded uint256; 1 when it is not set. */
function aggregationAmountOf(projectId: string, value: string | undefined): number {
  if (value === undefined || value === "0x") return 1;
  const amount = BigInt(value);
  if (amount >= 1n && amount <= MAX_PAYLOAD_MESSAGES) return Number(amount);
  throw new W3bError("AGGREGATION_AMOUNT_INVALID", `Project ${projectId} packs ${amount} messages into one task.`, {
    kind: "forbidden",
    meaning: `A task holds 1 to ${MAX_PAYLOAD_MESSAGES} messages, so this one could never become part of a task.`,
    action: "The project's owner corrects the attribute AggregationAmount.",
  });
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && value !== "0x" && BigInt(value) !== 0n;
}

function projectNotFound(projectId: string): W3bError {
  return new W3bError("PROJECT_NOT_FOUND", `There is no project ${projectId} on this gateway's chain.`, {
    kind: "notFound",
    action: "Check projectID and the network; a project registered just now is known once the indexer has seen it.",
  });
}

function projectPaused(projectId: string): W3bError {
  return new W3bError("PROJECT_PAUSED", `Project ${projectId} is paused.`, {
    kind: "forbidden",
    meaning: "It takes no messages until its owner resumes it.",
    action: "Try again later, or ask the project's owner to run `w3b project resume`.",
  });
}

function programNotFound(projectId: string, version: string): W3bError {
  return new W3bError("PROGRAM_NOT_FOUND", `Project ${projectId} has no program for version "${version}".`, {
    kind: "notFound",
    action: "Send a version that the project's owner has published.",
  });
}

function programRetired(projectId: string, version: string): W3bError {
  return new W3bError("PROGRAM_RETIRED", `Version "${version}" of project ${projectId} is retired.`, {
    kind: "forbidden",
    meaning: "The project's owner lets it take no more tasks, for good.",
    action: "Send another version that the project's owner has published.",
  });
}

function programNotConfirmed(projectId: string, version: string): W3bError {
  return new W3bError("PROGRAM_NOT_CONFIRMED", `Version "${version}" of project ${projectId} takes no tasks now.`, {
    kind: "forbidden",
    meaning: "A former owner of the project published it, and the present one has not confirmed it.",
    action: "Send another version, or ask the project's owner to run `w3b project publish`.",
  });
}

function gatewayNotAuthorised(projectId: string, gateway: Address): W3bError {
  return new W3bError("GATEWAY_NOT_AUTHORISED", `This gateway may not submit tasks for project ${projectId}.`, {
    kind: "forbidden",
    meaning: `The project's owner has not authorised its account ${gateway}.`,
    action: "Use a gateway of the project, or ask its owner to authorise this one.",
  });
}

function notRegistered(projectId: string, device: Address): W3bError {
  return new W3bError("DEVICE_NOT_REGISTERED", `Device ${device} is not registered with project ${projectId}.`, {
    kind: "forbidden",
    meaning: "That is the address the signature recovers to: a wrong signature recovers to an address nobody knows.",
    action: "If it is not your device's address, check what is signed: keccak256 of the message's canonical JSON.",
  });
}
