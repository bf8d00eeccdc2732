import { parseBoundedJson } from "../protocol/bounded-json.ts";
import { messageOf, W3bError } from "../protocol/errors.ts";
import { parseExactJson } from "../protocol/exact-json.ts";

/** The JSON inside a request's body, numbers as parseExactJson has them. Throws MALFORMED_JSON (input). */
export function parseJsonBody(body: unknown): unknown {
  try {
    return parseBoundedJson(
      (body as Buffer | undefined) ?? new Uint8Array(),
      { depth: 16, values: 1_000 },
      parseExactJson,
    );
  } catch (cause) {
    throw new W3bError("MALFORMED_JSON", `The request's body is not JSON in UTF-8: ${messageOf(cause)}.`, {
      kind: "input",
      action: "Send one JSON object.",
      cause,
    });
  }
}
