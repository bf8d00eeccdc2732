import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { encodeFunctionData, type Hex } from "viem";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { enqueue } from "../../chain/outbox.ts";
import type { Backoff } from "../../protocol/backoff.ts";
import { versionToBytes32 } from "../../protocol/task.ts";
import { servedIds } from "../served-projects.ts";
import { inTransaction } from "../../data/transaction.ts";
import { groupKey, pollMs, type SubmitterContext } from "./context.ts";

interface Group {
  projectId: string;
  version: string;
  count: number;
  /** How long its first pack has waited, in milliseconds. */
  age: number;
}

interface Ready {
  id: Hex;
  inputHash: Hex;
}

/**
 * One turn of submitting: packs of one (project, version) that have passed their dry run go to the chain together, once
 * there are `batchSize` of them or the first has waited `batchMs`. Resolves with the time until the next turn.
 */
export async function submitBatches(context: SubmitterContext, backoff: Backoff): Promise<number> {
  const { batchMs, batchSize } = context;
  const waiting = new Set(backoff.held());
  let pause = pollMs;
  for (const group of await readyGroups(context)) {
    if (waiting.has(groupKey(group.projectId, group.version))) continue;
    if (group.count < batchSize && group.age < batchMs) pause = Math.min(pause, batchMs - group.age);
    else if ((await submit(context, group)) === batchSize) pause = 0; // there may be more
  }
  return pause;
}

async function readyGroups({ pool, projects }: SubmitterContext): Promise<Group[]> {
  const { rows } = await pool.query<Group>(
    `SELECT project_id AS "projectId", version, count(*)::int AS count,
       (extract(epoch FROM clock_timestamp() - min(updated_at)) * 1000)::float8 AS age
     FROM node.pack WHERE state = 'packed' AND input_hash IS NOT NULL AND ($1::text[] IS NULL OR project_id = ANY($1))
     GROUP BY project_id, version`,
    [servedIds(projects)],
  );
  return rows;
}

/** The intention and what it is for are written in one transaction: a crash leaves both or neither. */
function submit(context: SubmitterContext, { projectId, version }: Group): Promise<number> {
  const { pool, account, deployment, batchSize, logger } = context;
  return inTransaction(pool, async (client) => {
    const packs = await lock(client, projectId, version, batchSize);
    if (packs.length === 0) return 0;
    const outboxId = `submit:${randomUUID()}`;
    const inputs = packs.map(({ id, inputHash }) => ({ inputHash, dataHash: id }));
    const data = encodeFunctionData({
      abi: taskManagerAbi,
      functionName: "submit",
      args: [BigInt(projectId), versionToBytes32(version), inputs],
    });
    await enqueue(client, { id: outboxId, account: account.address, kind: "submit", to: deployment.taskManager, data });
    await client.query(
      `UPDATE node.pack SET state = 'submitting', outbox_id = $2, error = NULL, updated_at = clock_timestamp()
       WHERE id = ANY($1)`,
      [packs.map(({ id }) => id), outboxId],
    );
    logger.info({ project: projectId, version, tasks: packs.length, outboxId }, "Submits tasks");
    return packs.length;
  });
}

async function lock(client: PoolClient, projectId: string, version: string, limit: number): Promise<Ready[]> {
  const { rows } = await client.query<Ready>(
    `SELECT id, input_hash AS "inputHash" FROM node.pack
     WHERE state = 'packed' AND input_hash IS NOT NULL AND project_id = $1 AND version = $2
     ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [projectId, version, limit],
  );
  return rows;
}
