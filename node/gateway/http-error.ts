import type { FastifyError } from "fastify";
import { type ErrorKind, messageOf, W3bError } from "../protocol/errors.ts";
import { asDatabaseError } from "../protocol/database-trouble.ts";

/** The body of every answer that is not a success. */
export interface ErrorBody {
  /** What happened and what it means, in sentences. */
  error: string;
  /** Stable, see docs/errors.md. */
  code: string;
  /** What to do about it. */
  action?: string;
  /** Names the request in the gateway's log. */
  requestId: string;
}

const statuses: Record<ErrorKind, number> = {
  input: 400,
  forbidden: 403,
  notFound: 404,
  tooLarge: 413,
  integrity: 500,
  unavailable: 503,
  internal: 500,
};

/** The HTTP status of an error. */
export function statusOf(error: W3bError): number {
  return error.code === "SIGNATURE_INVALID" ? 401 : statuses[error.kind];
}

/** What a client may know of an error: of unexpected ones only that they happened. */
export function errorBody(error: W3bError, requestId: string): ErrorBody {
  const { code, action } = error;
  const sentences = [error.message, error.meaning].filter((text) => text !== undefined).map(endSentence);
  return { error: sentences.join(" "), code, ...(action === undefined ? {} : { action }), requestId };
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Anything thrown while a request was answered, as an error with a code. */
export function asW3bError(error: unknown, bodyLimitBytes: number): W3bError {
  if (error instanceof W3bError) return error;
  const database = asDatabaseError(error);
  if (database !== undefined) return database;
  const { code, statusCode = 500 } = error as Partial<FastifyError>;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new W3bError("MESSAGE_TOO_LARGE", `The request's body exceeds ${bodyLimitBytes} bytes.`, {
      kind: "tooLarge",
      action: "Send smaller windows of readings.",
    });
  }
  if (statusCode < 500) return new W3bError("BAD_REQUEST", `${messageOf(error)}.`, { kind: "input", cause: error });
  return new W3bError("INTERNAL", "The gateway failed in a way it did not foresee.", {
    meaning: "Its log has the details under the request's id.",
    action: "Try again; if it happens again, report it with the request's id.",
    cause: error,
  });
}
