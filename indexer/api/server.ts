import "./environment.ts";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { postgraphile } from "postgraphile";
import { grafserv } from "postgraphile/grafserv/node";
import { listenError } from "../../node/http/listen-error.ts";
import { answerNotFound, asksForHealth, plainServer } from "../../node/http/plain-server.ts";
import type { SocketLimits } from "../../node/http/socket-limits.ts";
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
  /** The longest a query may take, in ms. Default 5,000. */
  queryTimeoutMs?: number;
}

export interface Api {
  /** GraphQL's URL. */
  url: string;
  close(): Promise<void>;
}

const whatThereIs = "GraphQL is at /graphql, GraphiQL at /, and GET /health says how far the tables are.";

/**
 * Serves GraphQL on /graphql, GraphiQL on / and GET /health. The tables must exist. Throws W3bError PORT_IN_USE.
 */
export async function startApi(config: ApiConfig, logger: IndexerLogger): Promise<Api> {
  const { queryTimeoutMs = 5_000 } = config;
  const connections = {
    connectionString: config.databaseUrl,
    application_name: "w3b graphql",
    // Whatever a query is, it cannot write, and it ends.
    options: `-c default_transaction_read_only=on -c statement_timeout=${queryTimeoutMs}`,
    query_timeout: 2 * queryTimeoutMs,
    connectionTimeoutMillis: queryTimeoutMs,
  };
  const pool = new pg.Pool({ ...connections, max: 8 });
  // Strangers' queries may hold all of the others for seconds: that is no reason to be restarted.
  const healthPool = new pg.Pool({ ...connections, max: 1 });
  // An idle connection broke: the processor reports a lost Postgres, the pool reconnects.
  for (const each of [pool, healthPool]) each.on("error", () => undefined);
  const graphile = postgraphile(apiPreset(pool, logger));
  const serv = graphile.createServ(grafserv);
  const graphql = serv.createHandler();
  const health = healthOf(() => config.head(), healthPool);
  const server = plainServer((request, response) => {
    if (asksForHealth(request)) void answerHealth(health, response);
    else graphql(request, response, () => answerNotFound(request, response, whatThereIs));
  }, config.sockets);
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await graphile.release();
    if (!pool.ended) await pool.end();
    await healthPool.end();
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

function listen(server: Server, { port, host }: ApiConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, { what: "GraphQL", host, port, option: "--port" })));
    server.listen(port, host, resolve);
  });
}
