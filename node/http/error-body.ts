import type { ErrorKind, W3bError } from "../protocol/errors.ts";

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
