import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { W3bError } from "../protocol/errors.ts";
import { answerClientError } from "./client-error.ts";
import { errorBody } from "./error-body.ts";
import { type SocketLimits, socketLimits } from "./socket-limits.ts";

/** A server, not listening yet, that lets go of slow and idle clients and refuses in the form of every refusal. */
export function plainServer(listener: RequestListener, limits: SocketLimits = socketLimits): Server {
  const { requestMs, idleMs, checkMs } = limits;
  const server = createServer(
    { requestTimeout: requestMs, headersTimeout: requestMs, connectionsCheckingInterval: checkMs },
    listener,
  );
  server.setTimeout(idleMs);
  server.on("clientError", answerClientError);
  return server;
}

/** Whether it asks for /health; monitors ask with HEAD too, and some put a parameter behind it against caches. */
export function asksForHealth({ method, url = "" }: IncomingMessage): boolean {
  return (method === "GET" || method === "HEAD") && url.split("?")[0] === "/health";
}

/** Answers a request for what is not there; `action` says what is. */
export function answerNotFound({ method, url = "" }: IncomingMessage, response: ServerResponse, action: string): void {
  const error = new W3bError("ROUTE_NOT_FOUND", `There is no ${method} ${url.slice(0, 100)} here.`, { action });
  const body = JSON.stringify(errorBody(error, randomUUID()));
  const headers = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(body) };
  response.writeHead(404, headers).end(body);
}
