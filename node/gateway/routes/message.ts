import type { FastifyInstance } from "fastify";
import { W3bError } from "../../protocol/errors.ts";
import { acceptMessage } from "../accept.ts";
import { ChainRules } from "../chain-rules.ts";
import type { GatewayContext } from "../context.ts";
import { parseJsonBody } from "../json-body.ts";
import { messageStatus } from "../message-status.ts";

/** Devices send messages here and ask what became of them. */
export function messageRoutes(server: FastifyInstance, { pool, gateway, projects, ingest }: GatewayContext): void {
  const rules = new ChainRules(pool, gateway);

  server.post("/message", async ({ body }) => {
    const stored = await ingest.add(await acceptMessage({ rules, projects }, parseJsonBody(body)));
    return { taskID: stored.pack ?? "", messageID: stored.messageID };
  });

  server.get<{ Params: { id: string } }>("/message/:id", async ({ params: { id } }) => {
    const status = isUuid(id) ? await messageStatus(pool, id) : undefined;
    if (status !== undefined) return status;
    throw new W3bError("MESSAGE_NOT_FOUND", `This gateway has no message "${id}".`, {
      kind: "notFound",
      action: "Ask with the messageID that POST /message returned.",
    });
  });
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
