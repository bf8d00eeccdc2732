import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Pool } from "pg";
import { indexedHead } from "../../indexer/model/queries/index.ts";
import { reasonOf } from "../chain/trouble.ts";
import { listenError } from "../http/listen-error.ts";
import { answerNotFound, asksForHealth, plainServer } from "../http/plain-server.ts";
import type { SocketLimits } from "../http/socket-limits.ts";
import { headTroubles } from "../protocol/head-health.ts";
import type { HeadWatch } from "../rpc/head-watch.ts";

/** Whether a prover can work; what could not be learnt is null and named in `errors`. */
export interface ProverHealth {
  status: "ok" | "degraded";
  /** The highest block in the indexer's tables. */
  indexedBlock: number | null;
  /** The chain's newest block, and how long ago it was made. */
  chain: { block: number; ageSeconds: number } | null;
  errors: string[];
}

/** Asks chain and tables where they are; never throws. */
export async function healthOf(watch: HeadWatch, pool: Pool): Promise<ProverHealth> {
  const errors: string[] = [];
  const failed = (what: string) => (error: unknown) => {
    errors.push(`${what}: ${reasonOf(error)}`);
    return null;
  };
  const [head, indexed] = await Promise.all([
    watch.read().catch(failed("chain")),
    indexedHead(pool).catch(failed("database")),
  ]);
  // Without the tables only the chain can be judged.
  if (head !== null) errors.push(...headTroubles(head, indexed === null ? head.block : indexed));
  return {
    status: errors.length === 0 ? "ok" : "degraded",
    indexedBlock: indexed ?? null,
    chain: head && { block: head.block, ageSeconds: head.ageSeconds },
    errors,
  };
}

/** Serves GET /health: 200 when it is ok, else 503. Port 0 takes a free one. Throws W3bError PORT_IN_USE. */
export async function serveHealth(
  health: () => Promise<ProverHealth>,
  { host, port, sockets }: { host: string; port: number; sockets?: SocketLimits },
): Promise<{ url: string; close(): Promise<void> }> {
  const server = plainServer((request, response) => {
    if (!asksForHealth(request)) return answerNotFound(request, response, "GET /health says whether the prover works.");
    void health().then((body) => {
      response.writeHead(body.status === "ok" ? 200 : 503, { "content-type": "application/json" });
      response.end(`${JSON.stringify(body)}\n`);
    });
  }, sockets);
  server.listen(port, host);
  await once(server, "listening").catch((error: unknown) => {
    throw listenError(error, { what: "/health", host, port, option: "--health-port" });
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}/health`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
