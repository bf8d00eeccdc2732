import type { FastifyError } from "fastify";
import { asDatabaseError } from "../protocol/database-trouble.ts";
import { messageOf, W3bError } from "../protocol/errors.ts";

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
