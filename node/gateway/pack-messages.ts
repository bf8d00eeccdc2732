import type { PoolClient } from "pg";
import type { Address, Hex } from "viem";
import type { DataStore } from "../data/store.ts";
import { encodePayload, MAX_PAYLOAD_BYTES, type PayloadMessage } from "../protocol/payload.ts";
import type { AcceptedMessage } from "./accept.ts";

interface Row {
  id: string;
  project_id: string;
  version: string;
  device: Address;
  data: string;
  signature: Hex;
}

interface Pack {
  hash: Hex;
  rows: Row[];
}

/**
 * Packs the oldest waiting messages of the groups that `messages` belong to, as often as a group holds the project's
 * aggregation amount. The caller holds the groups' locks. Payloads are stored before the rows that name them: a crash
 * in between leaves a payload nobody needs, never a task without its payload.
 */
export async function packMessages(client: PoolClient, store: DataStore, messages: AcceptedMessage[]): Promise<void> {
  const groups = groupsOf(messages);
  const packed: Row[][] = [];
  for (const rows of await completeGroups(client, groups)) {
    const amount = groups.get(keyOf(rows[0]!))!.aggregationAmount;
    for (let start = 0; rows.length - start >= amount; start += packed.at(-1)!.length) {
      packed.push(fitting(rows.slice(start, start + amount)));
    }
  }
  if (packed.length === 0) return;
  const hashes = await store.putAll(packed.map(payloadOf));
  await insert(
    client,
    packed.map((rows, index) => ({ rows, hash: hashes[index]! })),
  );
}

function groupsOf(messages: AcceptedMessage[]): Map<string, AcceptedMessage> {
  return new Map(messages.map((message) => [keyOf({ ...message, project_id: message.projectId }), message]));
}

function keyOf({ project_id, version, device }: Pick<Row, "project_id" | "version" | "device">): string {
  return JSON.stringify([project_id, version, device]);
}

/** The waiting messages, oldest first, of each group that has enough of them. */
async function completeGroups(client: PoolClient, groups: Map<string, AcceptedMessage>): Promise<Row[][]> {
  const members = [...groups.values()];
  const { rows } = await client.query<Row>(
    `WITH complete AS (
       SELECT project, version, device
       FROM unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS wanted (project, version, device, amount)
       WHERE (
         SELECT count(*) FROM node.message m
         WHERE m.project_id = project AND m.version = wanted.version AND m.device = wanted.device AND m.pack IS NULL
       ) >= amount
     )
     SELECT m.id, m.project_id, m.version, m.device, m.data, m.signature
     FROM complete JOIN node.message m
       ON m.project_id = complete.project AND m.version = complete.version AND m.device = complete.device
     WHERE m.pack IS NULL
     ORDER BY m.received_at, m.id`,
    [
      members.map(({ projectId }) => projectId),
      members.map(({ version }) => version),
      members.map(({ device }) => device),
      members.map(({ aggregationAmount }) => aggregationAmount),
    ],
  );
  return [...Map.groupBy(rows, keyOf).values()];
}

/** As many of the first messages as one payload holds: all of them, unless they are very large. */
function fitting(rows: Row[]): Row[] {
  let room = MAX_PAYLOAD_BYTES - 1024; // the payload's other fields need less
  const end = rows.findIndex((row) => (room -= Buffer.byteLength(JSON.stringify(messageOf(row))) + 1) < 0);
  return end === -1 ? rows : rows.slice(0, end);
}

function payloadOf(rows: Row[]): Uint8Array {
  const { project_id, version } = rows[0]!;
  return encodePayload({ projectID: Number(project_id), projectVersion: version, messages: rows.map(messageOf) });
}

function messageOf({ data, signature, device }: Row): PayloadMessage {
  return { data, signature, device };
}

async function insert(client: PoolClient, packs: Pack[]): Promise<void> {
  await client.query(
    `INSERT INTO node.pack (id, project_id, version)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT (id) DO NOTHING`,
    [
      packs.map(({ hash }) => hash),
      packs.map(({ rows }) => rows[0]!.project_id),
      packs.map(({ rows }) => rows[0]!.version),
    ],
  );
  const members = packs.flatMap(({ hash, rows }) => rows.map(({ id }) => ({ id, hash })));
  await client.query(
    `UPDATE node.message SET pack = packed.hash
     FROM unnest($1::uuid[], $2::text[]) AS packed (id, hash) WHERE message.id = packed.id`,
    [members.map(({ id }) => id), members.map(({ hash }) => hash)],
  );
  await client.query("SELECT pg_notify('w3b_pack', '')");
}
