import { bytesToHex, type Hex, hexToBigInt, numberToHex, pad, slice } from "viem";
import { W3bError } from "../../protocol/errors.ts";
import { MAX_PAYLOAD_MESSAGES } from "../../protocol/payload.ts";
import { sha256Of } from "../../protocol/sha256.ts";
import type { ProgramInput } from "../types.ts";
import type { ExecuteRequest, ExecuteTaskRequest } from "../vm-protocol/messages.ts";

/** The key of a project's program. Throws REQUEST_INVALID (input). */
export function projectKey(projectID: string, projectVersion = ""): string {
  projectIdOf(projectID);
  if (Buffer.byteLength(projectVersion) > 64) throw requestInvalid("projectVersion has more than 64 bytes");
  return projectVersion === "" ? projectID : `${projectID} ${projectVersion}`;
}

/**
 * A program's input from a request of the newer service. The binding is taskID; one of more than 248 bits is shortened
 * to its first 248, as every binding is, so that it fits the field of every proof system. Throws REQUEST_INVALID (input).
 */
export function inputOfTask({ projectID, projectVersion, taskID, payloads }: ExecuteTaskRequest): ProgramInput {
  if (taskID.length > 32) throw requestInvalid("taskID has more than 32 bytes");
  const taskId = pad(bytesToHex(taskID), { size: 32 });
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const messages = payloads.map((payload, index) => {
    try {
      return utf8.decode(payload);
    } catch {
      throw requestInvalid(`payload ${index} is not UTF-8`);
    }
  });
  const task = { projectId: projectIdOf(projectID), projectVersion, taskId, clientId: "" };
  return { messages: checked(messages), binding: bindingOf(taskId), task };
}

/**
 * The same from a request of the older service, whose taskID has 64 bits: a binding in sequencerSignature (0x00 and 62
 * hex digits) goes before it. Throws REQUEST_INVALID (input).
 */
export function inputOfExecute(request: ExecuteRequest): ProgramInput {
  const { projectID, taskID, clientID, sequencerSignature, datas } = request;
  const taskId = numberToHex(BigInt(taskID), { size: 32 });
  const binding = /^0x00[0-9a-f]{62}$/.test(sequencerSignature) ? (sequencerSignature as Hex) : taskId;
  const task = { projectId: projectIdOf(projectID), projectVersion: "", taskId, clientId: clientID };
  return { messages: checked(datas), binding, task };
}

function bindingOf(taskId: Hex): Hex {
  return taskId.startsWith("0x00") ? taskId : `0x00${taskId.slice(2, 64)}`;
}

/** A project's number; one whose id is another text has the first 64 bits of that text's SHA-256. */
function projectIdOf(projectID: string): bigint {
  if (!/^[^\s\p{C}]{1,128}$/u.test(projectID)) {
    throw requestInvalid("projectID is not a number or a text of 1 to 128 characters without spaces");
  }
  return /^\d{1,78}$/.test(projectID) ? BigInt(projectID) : hexToBigInt(slice(sha256Of(Buffer.from(projectID)), 0, 8));
}

function checked(messages: string[]): string[] {
  if (messages.length > 0 && messages.length <= MAX_PAYLOAD_MESSAGES) return messages;
  throw requestInvalid(`there are ${messages.length} messages instead of 1 to ${MAX_PAYLOAD_MESSAGES}`);
}

function requestInvalid(reason: string): W3bError {
  return new W3bError("REQUEST_INVALID", `The request is not valid: ${reason}.`, { kind: "input" });
}
