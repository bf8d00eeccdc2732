import type { FastifyInstance } from "fastify";
import type { Hex } from "viem";
import { defaultMaxBytes } from "../../data/store.ts";
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
      .send(asBuffer(bytes));
  });

  server.get<{ Querystring: { hashes?: unknown } }>("/payloads", async ({ query: { hashes } }) => {
    const wanted = typeof hashes === "string" && hashes !== "" ? hashes.split(",") : [];
    if (wanted.length === 0 || wanted.length > mostHashes) {
      throw new W3bError(
        "PAYLOAD_HASHES_INVALID",
        `The question names ${wanted.length} hashes, not 1 to ${mostHashes}.`,
        {
          kind: "input",
          action: "Ask for /payloads?hashes=0x…,0x… with fewer hashes at a time.",
        },
      );
    }
    const found = await store.getSome(wanted as Hex[], defaultMaxBytes);
    return {
      payloads: Object.fromEntries([...found].map(([hash, bytes]) => [hash, asBuffer(bytes).toString("base64")])),
    };
  });
}

/** Hashes that may be asked for at a time. */
const mostHashes = 64;

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
