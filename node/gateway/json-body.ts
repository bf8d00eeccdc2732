import { messageOf, W3bError } from "../protocol/errors.ts";

/** The JSON inside a request's body. Throws MALFORMED_JSON (input). */
export function parseJsonBody(body: unknown): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body as Buffer | undefined));
  } catch (cause) {
    throw new W3bError("MALFORMED_JSON", `The request's body is not JSON in UTF-8: ${messageOf(cause)}.`, {
      kind: "input",
      action: "Send one JSON object.",
      cause,
    });
  }
}
