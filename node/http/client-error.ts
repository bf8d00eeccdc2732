import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { W3bError } from "../protocol/errors.ts";
import { errorBody } from "./error-body.ts";

/** Answers what is no request of HTTP, in the form of every refusal, and ends the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const [status, refusal] = refusalOf(error);
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify(errorBody(refusal, randomUUID()));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

/** Its status, and what it says. */
function refusalOf({ code }: NodeJS.ErrnoException): [status: number, error: W3bError] {
  const kind = "input";
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    const action = "Send the whole request at once.";
    return [408, new W3bError("REQUEST_TIMEOUT", "The request did not come in time.", { kind, action })];
  }
  if (code === "HPE_HEADER_OVERFLOW") {
    const action = "Send shorter headers and a shorter address.";
    return [431, new W3bError("HEADERS_TOO_LARGE", "The request's headers are too long.", { kind, action })];
  }
  return [400, new W3bError("BAD_REQUEST", "The request is not good HTTP.", { kind, action: "Correct the request." })];
}
