import "./environment.ts";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { postgraphile } from "postgraphile";
import { grafserv } from "postgraphile/grafserv/node";
import { answerClientError } from "../../node/http/client-error.ts";
import { errorBody } from "../../node/http/error-body.ts";
import { listenError } from "../../node/http/listen-error.ts";
import { type SocketLimits, socketLimits } from "../../node/http/socket-limits.ts";
import { W3bError } from "../../node/protocol/errors.ts";
import type { Head } from "../../node/protocol/head-health.ts";
import type { IndexerLogger } from "../config.ts";
import { type Health, healthOf } from "./health.ts";
import { apiPreset } from "./preset.ts";

export interface ApiConfig {
  databaseUrl: string;
  /** The chain's newest block; throws when the chain does not answer. */
  head(): Promise<Head>;
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** Default: those of docs/http-api.md. */
  sockets?: SocketLimits;
}

export interface Api {
  /** GraphQL's URL. */
  url: string;
  close(): Promise<void>;
}

/** The longest a query may take, in ms. */
const QUERY_TIMEOUT_MS = 5_000;

/**
 * Serves GraphQL on /graphql, GraphiQL on / and GET /health. The tables must exist. Throws W3bError PORT_IN_USE.
 */
export async function startApi(config: ApiConfig, logger: IndexerLogger): Promise<Api> {
  const pool = new pg.Pool({
    connectionString: config.databaseUrl,
    application_name: "w3b graphql",
    max: 8,
    // Whatever a query is, it cannot write, and it ends.
    options: `-c default_transaction_read_only=on -c statement_timeout=${QUERY_TIMEOUT_MS}`,
    query_timeout: 2 * QUERY_TIMEOUT_MS,
    connectionTimeoutMillis: QUERY_TIMEOUT_MS,
  });
  pool.on("error", () => undefined); // an idle connection broke: the processor reports a lost Postgres, the pool reconnects
  const graphile = postgraphile(apiPreset(pool, logger));
  const serv = graphile.createServ(grafserv);
  const graphql = serv.createHandler();
  const health = healthOf(() => config.head(), pool);
  const { requestMs, idleMs, checkMs } = config.sockets ?? socketLimits;
  const limits = { requestTimeout: requestMs, headersTimeout: requestMs, connectionsCheckingInterval: checkMs };
  const server = createServer(limits, (request, response) => {
    if (request.url === "/health" && request.method === "GET") void answerHealth(health, response);
    else graphql(request, response, () => notFound(request, response));
  });
  server.setTimeout(idleMs);
  server.on("clientError", answerClientError);
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await graphile.release();
    if (!pool.ended) await pool.end();
  };
  try {
    await serv.ready();
    await listen(server, config);
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}/graphql`;
  logger.info({ url }, "GraphQL is served");
  return { url, close };
}

async function answerHealth(health: () => Promise<Health>, response: ServerResponse): Promise<void> {
  const answer = await health();
  response.writeHead(answer.errors.length === 0 ? 200 : 503, { "content-type": "application/json" });
  response.end(`${JSON.stringify(answer)}\n`);
}

function notFound(request: IncomingMessage, response: ServerResponse): void {
  const error = new W3bError("ROUTE_NOT_FOUND", `There is no ${request.method} ${request.url?.slice(0, 100)} here.`, {
    action: "GraphQL is at /graphql, GraphiQL at /, and GET /health says how far the tables are.",
  });
  const body = JSON.stringify(errorBody(error, randomUUID()));
  const headers = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(body) };
  response.writeHead(404, headers).end(body);
}

function listen(server: Server, { port, host }: ApiConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, { what: "GraphQL", host, port, option: "--port" })));
    server.listen(port, host, resolve);
  });
}
