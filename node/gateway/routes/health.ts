import type { FastifyInstance } from "fastify";
import { indexedHead } from "../../../indexer/model/queries/index.ts";
import { reasonOf } from "../../chain/trouble.ts";
import { type Head, headTroubles } from "../../protocol/head-health.ts";
import type { GatewayContext } from "../context.ts";

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
    const [indexed, head] = await Promise.all([indexedHead(context.pool), headOf(context)]);
    const errors = "error" in head ? [] : headTroubles(head, indexed);
    return {
      status: "error" in head || errors.length > 0 ? "degraded" : "ok",
      gateway: context.gateway,
      indexedBlock: indexed ?? null,
      chain: "error" in head ? head : { block: head.block, ageSeconds: head.ageSeconds },
      errors,
    };
  });
}

async function headOf({ head }: GatewayContext): Promise<Head | { error: string }> {
  try {
    return await head();
  } catch (error) {
    return { error: reasonOf(error) };
  }
}
