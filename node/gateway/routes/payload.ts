import type { FastifyInstance } from "fastify";
import type { Hex } from "viem";
import { W3bError } from "../../protocol/errors.ts";
import type { GatewayContext } from "../context.ts";

/** Data availability over HTTP: whoever knows a payload's hash, which is public on chain, may read it. */
export function payloadRoutes(server: FastifyInstance, { store }: GatewayContext): void {
  server.get<{ Params: { hash: string } }>("/payload/:hash", async ({ params: { hash } }, reply) => {
    const bytes = await store.get(hash as Hex);
    if (bytes === undefined) {
      throw new W3bError("PAYLOAD_NOT_FOUND", `This gateway has no payload ${hash}.`, {
        kind: "notFound",
        action: "Ask the gateway that submitted the task.",
      });
    }
    return reply
      .header("content-type", "application/octet-stream")
      .header("cache-control", "public, max-age=31536000, immutable") // its address is its hash
      .header("x-content-type-options", "nosniff")
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
}
