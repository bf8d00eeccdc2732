import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A call of the client's; `id` is its own. */
export interface RpcCall {
  id: number;
  method: string;
  params: unknown[];
}

/**
 * What a call gets: the node's answer (undefined), another result or error, another HTTP answer, a connection that is
 * reset before or after the node has seen the call, or silence.
 */
export type RpcFate =
  | undefined
  | { result: unknown }
  | { error: { code: number; message: string; data?: unknown } }
  | { http: number; body?: string; headers?: Record<string, string> }
  | "lost"
  | "answerLost"
  | "silent";

export interface JsonAnswer {
  jsonrpc: "2.0";
  id: number;
  result?: unknown;
  error?: { code: number; message: string };
}

/** Asks the node behind the proxy: the call itself, or another. */
export type Ask = (method?: string, params?: unknown[]) => Promise<JsonAnswer>;

export interface RpcProxy {
  url: string;
  /** Decides about each call; may be changed at any time. */
  fate: (call: RpcCall, ask: Ask) => RpcFate | Promise<RpcFate>;
  /** More calls in one batch are refused; no limit while undefined. */
  batchLimit: number | undefined;
  /** Every call that came, in order. */
  calls: RpcCall[];
  /** The number of calls in each request that came. */
  batches: number[];
  stop(): void;
}

type Outcome = JsonAnswer | Extract<RpcFate, string | { http: number }>;

/** A JSON-RPC endpoint in front of another that misbehaves as a test says. */
export async function startRpcProxy(node: string, fate: RpcProxy["fate"] = () => undefined): Promise<RpcProxy> {
  const self: RpcProxy = { url: "", fate, batchLimit: undefined, calls: [], batches: [], stop };
  const server = createServer((request, response) => {
    void answer(self, node, request, response).catch(() => response.destroy());
  });
  function stop() {
    server.closeAllConnections();
    server.close();
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return self;
}

const json = { "content-type": "application/json" };

async function answer(self: RpcProxy, node: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as RpcCall | RpcCall[];
  const calls = [body].flat();
  self.batches.push(calls.length);
  const end = (value: unknown) => void response.writeHead(200, json).end(JSON.stringify(value));
  if (Array.isArray(body) && self.batchLimit !== undefined && body.length > self.batchLimit) {
    const message = `batch limit ${self.batchLimit} exceeded: ${body.length} requests given`;
    return end({ jsonrpc: "2.0", id: null, error: { code: -32000, message } });
  }
  const outcomes = await Promise.all(calls.map((call) => outcomeOf(self, node, call)));
  const odd = outcomes.find((outcome) => typeof outcome === "string" || "http" in outcome);
  if (odd === "silent") return;
  if (typeof odd === "string") return void request.socket.destroy();
  if (odd && "http" in odd) return void response.writeHead(odd.http, { ...json, ...odd.headers }).end(odd.body ?? "");
  end(Array.isArray(body) ? outcomes : outcomes[0]);
}

async function outcomeOf(self: RpcProxy, node: string, call: RpcCall): Promise<Outcome> {
  self.calls.push(call);
  const ask: Ask = (method = call.method, params = call.params) => askNode(node, { id: call.id, method, params });
  const fate = await self.fate(call, ask);
  if (fate === undefined) return ask();
  if (fate === "answerLost") await ask();
  if (typeof fate === "string" || "http" in fate) return fate;
  return { jsonrpc: "2.0", id: call.id, ...fate };
}

async function askNode(node: string, call: RpcCall): Promise<JsonAnswer> {
  const body = JSON.stringify({ jsonrpc: "2.0", ...call });
  return (await fetch(node, { method: "POST", headers: json, body })).json() as Promise<JsonAnswer>;
}
