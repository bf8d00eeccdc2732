import { type ServiceError, status } from "@grpc/grpc-js";
import { messageOf, W3bError } from "../../../protocol/errors.ts";

/** What a call was for: the same status means different things. */
export type CallPurpose = "create" | "execute" | "health";

/** Whether the service does not answer now, so that the same call may succeed later. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED || isCutOff(error);
}

/** Whether the service ended the stream without an answer, as one does that is shut down; grpc-js words it so. */
function isCutOff(error: unknown): boolean {
  return codeOf(error) === status.CANCELLED && (error as Partial<ServiceError>).details === "Call cancelled";
}

/** Whether the service does not have this method: it serves the other proto, or none. */
export function isUnimplemented(error: unknown): boolean {
  return codeOf(error) === status.UNIMPLEMENTED;
}

/**
 * Whether the service does not know the project (any more): NOT_FOUND as it should be, or what services in the field
 * throw, which gRPC then calls UNKNOWN.
 */
export function isUnknownProject(error: unknown): boolean {
  const code = codeOf(error);
  if (code === status.NOT_FOUND) return true;
  if (code !== status.UNKNOWN && code !== status.INTERNAL && code !== status.FAILED_PRECONDITION) return false;
  return /not (?:exist|found)|no (?:such )?project|unknown project/i.test(messageOf(error));
}

/** Whether the service has the project already and keeps what it has. */
export function isKnownAlready(error: unknown): boolean {
  const code = codeOf(error);
  return code === status.ALREADY_EXISTS || (code === status.UNKNOWN && /already exist/i.test(messageOf(error)));
}

/** What a failed call means to this node. The service's words are quoted, at most 300 characters of them. */
export function failureOf(name: string, purpose: CallPurpose, cause: unknown): W3bError {
  if (cause instanceof W3bError) return cause;
  const { details = messageOf(cause), code, metadata } = cause as Partial<ServiceError>;
  const words = Array.from(details.replace(/\s+/g, " ")).slice(0, 300).join("");
  const said = `The prover service ${name} ${did[purpose]}: ${words || "no reason given"}`;
  const told = String(metadata?.get("w3b-code")[0] ?? "");
  if (purpose === "execute" && (told === "INPUTS_INVALID" || told === "INPUTS_REJECTED")) {
    return new W3bError(told, said, { kind: "input", cause });
  }
  const meaning = isCutOff(cause) ? meanings[status.UNAVAILABLE] : meanings[code ?? status.UNKNOWN];
  return (meaning ?? failed)(said, purpose, cause);
}

const did: Record<CallPurpose, string> = {
  create: "did not take the program",
  execute: "made no proof",
  health: "is not healthy",
};

function codeOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? code : undefined;
}

type Meaning = (said: string, purpose: CallPurpose, cause: unknown) => W3bError;

const failed: Meaning = (said, _purpose, cause) =>
  new W3bError("PROVER_SERVICE_FAILED", said, {
    meaning: "The service is at fault, or the program is; the same call may well fail again.",
    action: "Look at the service's log. If it cannot read the requests, check proto, projectIdType and code.",
    cause,
  });

/** The service refuses what it was given: the program, or the task's messages. */
const refused: Meaning = (said, purpose, cause) =>
  purpose === "create"
    ? new W3bError("PROGRAM_INVALID", said, { kind: "input", meaning: "The service cannot run this version.", cause })
    : new W3bError("INPUTS_REJECTED", said, { kind: "input", meaning: "No proof of these messages exists.", cause });

const forbidden: Meaning = (said, _purpose, cause) =>
  new W3bError("PROVER_SERVICE_FORBIDDEN", said, {
    kind: "forbidden",
    action: "Check certFile and keyFile in the service's settings, and what its operator allows.",
    cause,
  });

const meanings: Partial<Record<number, Meaning>> = {
  [status.INVALID_ARGUMENT]: refused,
  [status.FAILED_PRECONDITION]: refused,
  [status.OUT_OF_RANGE]: refused,
  [status.PERMISSION_DENIED]: forbidden,
  [status.UNAUTHENTICATED]: forbidden,
  [status.UNAVAILABLE]: (said, _purpose, cause) =>
    new W3bError("PROVER_SERVICE_UNREACHABLE", said, {
      kind: "unavailable",
      action: "Start the service, or check its url and tls settings.",
      cause,
    }),
  [status.DEADLINE_EXCEEDED]: (said, _purpose, cause) =>
    new W3bError("PROVER_SERVICE_TIMEOUT", said, {
      kind: "unavailable",
      action: "Raise deadlineMs if its proofs take longer and claims leave that much time.",
      cause,
    }),
  [status.RESOURCE_EXHAUSTED]: (said, _purpose, cause) =>
    new W3bError("PROVER_SERVICE_LIMIT", said, {
      kind: "tooLarge",
      meaning: "The program, the messages or the result are larger than this node or the service allows.",
      action: "Raise maxRequestBytes or maxResultBytes here, or the service's limits.",
      cause,
    }),
  [status.UNIMPLEMENTED]: (said, _purpose, cause) =>
    new W3bError("PROVER_SERVICE_UNIMPLEMENTED", said, {
      meaning: "What answers there is not a service of W3bstream's protos.",
      action: "Check the url, and the setting proto.",
      cause,
    }),
};
