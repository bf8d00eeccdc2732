import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { Hex } from "viem";
import type { DataStore } from "../data/store.ts";
import type { AcceptedMessage } from "./accept.ts";
import { packMessages } from "./pack-messages.ts";
import { inTransaction } from "../data/transaction.ts";

export interface StoredMessage {
  /** UUID. */
  messageID: string;
  /** The pack it is in: its payload's hash; undefined while the pack is filling. */
  pack: Hex | undefined;
}

/**
 * Stores messages and packs every group (project, version, device) that is complete, in one transaction. A message
 * that is there already keeps its id and its pack; if that has failed, it is tried once more. Resolves in the order of `messages`.
 */
export function storeMessages(pool: Pool, store: DataStore, messages: AcceptedMessage[]): Promise<StoredMessage[]> {
  return inTransaction(pool, async (client) => {
    await lockGroups(client, messages);
    await insert(client, messages);
    await reviveFailed(client, messages);
    await packMessages(client, store, messages);
    const { rows } = await client.query<{ id: string; hash: string; pack: Hex | null }>(
      "SELECT id, hash, pack FROM node.message WHERE hash = ANY($1)",
      [messages.map(({ hash }) => hash)],
    );
    const byHash = new Map(rows.map(({ hash, id, pack }) => [hash, { messageID: id, pack: pack ?? undefined }]));
    return messages.map(({ hash }) => byHash.get(hash)!);
  });
}

/** One writer a group at a time, whichever gateway it is; in one order everywhere, so that none waits in a circle. */
async function lockGroups(client: PoolClient, messages: AcceptedMessage[]): Promise<void> {
  const groups = messages.map(({ projectId, version, device }) => JSON.stringify([projectId, version, device]));
  await client.query(
    `SELECT pg_advisory_xact_lock(key)
     FROM (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest($1::text[]) AS name ORDER BY key) AS keys`,
    [groups],
  );
}

async function insert(client: PoolClient, messages: AcceptedMessage[]): Promise<void> {
  const column = (of: (message: AcceptedMessage) => string) => messages.map(of);
  // A microsecond apart: messages are packed in the order in which they arrived.
  await client.query(
    `INSERT INTO node.message (id, hash, project_id, version, device, data, signature, received_at)
     SELECT id, hash, project, version, device, data, signature, statement_timestamp() + place * interval '1 microsecond'
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) WITH ORDINALITY
       AS message (id, hash, project, version, device, data, signature, place)
     ON CONFLICT (hash) DO NOTHING`,
    [
      column(() => randomUUID()),
      column(({ hash }) => hash),
      column(({ projectId }) => projectId),
      column(({ version }) => version),
      column(({ device }) => device),
      column(({ data }) => data),
      column(({ signature }) => signature),
    ],
  );
}

/** Whoever sends a message again wants it tried again: what a pack failed of may have been mended. */
async function reviveFailed(client: PoolClient, messages: AcceptedMessage[]): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE node.pack SET state = 'packed', error = NULL, outbox_id = NULL, updated_at = clock_timestamp()
     WHERE state = 'failed' AND id IN (SELECT pack FROM node.message WHERE hash = ANY($1))`,
    [messages.map(({ hash }) => hash)],
  );
  if (rowCount) await client.query("SELECT pg_notify('w3b_pack', '')");
}
