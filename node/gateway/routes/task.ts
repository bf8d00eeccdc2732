import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { W3bError } from "../../protocol/errors.ts";
import type { GatewayContext } from "../context.ts";
import { parseJsonBody } from "../json-body.ts";
import { taskStatus } from "../task-status.ts";

/** What became of a task: GET /task with a JSON body as in the Go node, or with everything in the URL. */
export function taskRoutes(server: FastifyInstance, { pool }: GatewayContext): void {
  server.get<{ Querystring: Record<string, unknown> }>("/task", ({ body, query }) =>
    answer(body === undefined || (body as Buffer).length === 0 ? query : parseJsonBody(body)),
  );
  server.get<{ Params: { id: string }; Querystring: { projectID?: unknown } }>("/task/:id", ({ params, query }) =>
    answer({ taskID: params.id, projectID: query.projectID }),
  );

  async function answer(asked: unknown) {
    const { taskID, projectID } = parse(asked);
    const status = await taskStatus(pool, taskID, projectID);
    if (status !== undefined) return status;
    const where = projectID === undefined ? "" : ` of project ${projectID}`;
    throw new W3bError("TASK_NOT_FOUND", `There is no task ${taskID}${where}.`, {
      kind: "notFound",
      action: "Ask with the taskID that POST /message returned, or the task's id on chain.",
    });
  }
}

const querySchema = z.object({
  taskID: z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{64}$/, "must be 64 hex digits, with or without 0x")
    .transform((id) => (id.startsWith("0x") ? id : `0x${id}`)),
  /** A number in the Go node's JSON, digits in a URL. */
  projectID: z
    .union(
      [z.number().int().positive(), z.bigint().positive(), z.string().regex(/^[0-9]{1,78}$/)],
      "must be a project's number",
    )
    .optional(),
});

function parse(asked: unknown): { taskID: string; projectID?: string } {
  const parsed = querySchema.safeParse(asked);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new W3bError("QUERY_INVALID", `The query is not valid: ${issue?.path.join(".")}: ${issue?.message}.`, {
      kind: "input",
      action: 'Send {"projectID":number,"taskID":"0x..."}, or GET /task/<taskID>?projectID=<number>.',
    });
  }
  const { taskID, projectID } = parsed.data;
  return { taskID, ...(projectID === undefined ? {} : { projectID: String(projectID) }) };
}
