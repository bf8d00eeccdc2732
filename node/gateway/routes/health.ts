import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { indexedHead } from "../../../indexer/model/queries/index.ts";
import { reasonOf } from "../../chain/trouble.ts";
import type { GatewayContext } from "../context.ts";

/** How long the chain may take to answer, in milliseconds. */
const answerMs = 2_000;

/** What this is, and whether it works. */
export function healthRoutes(server: FastifyInstance, context: GatewayContext): void {
  server.get("/", () => ({
    name: "W3bstream gateway",
    gateway: context.gateway,
    endpoints: {
      "POST /message": 'submit {"projectID","projectVersion","data","signature"}',
      "GET /message/<messageID>": "a message's states",
      "GET /task/<taskID>?projectID=<id>": "a task's states",
      "GET /payload/<hash>": "a task's payload, for provers",
      "GET /payloads?hashes=<hash>,<hash>": "several of them",
      "GET /health": "whether the gateway works",
    },
  }));

  // Without the chain messages are still stored, to be submitted later: that is not a failure of the gateway's.
  server.get("/health", async () => {
    const [indexed, chain] = await Promise.all([indexedHead(context.pool), headOf(context)]);
    return {
      status: "error" in chain ? "degraded" : "ok",
      gateway: context.gateway,
      indexedBlock: indexed ?? null,
      chain,
    };
  });
}

async function headOf({ chainHead }: GatewayContext): Promise<{ block: number } | { error: string }> {
  try {
    const late = sleep(answerMs, undefined, { ref: false }).then(() => {
      throw new Error(`no answer within ${answerMs} ms`);
    });
    return { block: Number(await Promise.race([chainHead(), late])) };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}
