import type { Pool } from "pg";
import type { Hex } from "viem";
import { sha256Of } from "../protocol/sha256.ts";
import { assertSize, canonicalHash, type DataLimits, type DataStore, defaultMaxBytes, verified } from "./store.ts";

/**
 * Payloads in the table node.payload. `db` may be a client in a transaction, so that a payload and what refers to it
 * are stored together. Throws pg's errors when the database does not answer.
 */
export function postgresStore(db: Pick<Pool, "query">, { maxBytes = defaultMaxBytes }: DataLimits = {}): DataStore {
  const putAll = async (payloads: readonly Uint8Array[]) => {
    const hashes: Hex[] = [];
    for (const { length } of payloads) assertSize(length, maxBytes);
    while (hashes.length < payloads.length) {
      const next = firstOf(payloads.slice(hashes.length));
      const isLong = next[0]!.length > MAX_STATEMENT_BYTES;
      hashes.push(...(isLong ? [await insertParts(db, next[0]!)] : await insert(db, next)));
    }
    return hashes;
  };
  return {
    put: async (bytes) => (await putAll([bytes]))[0]!,
    putAll,
    async get(hash: Hex) {
      const row = await select(db, canonicalHash(hash));
      return row && verified(row.parts ? await join(db, row.parts, maxBytes) : row.data, hash, "The database");
    },
    async getSome(hashes: readonly Hex[], maxBytes: number) {
      const { rows } = await db.query<{ hash: Hex; data: Buffer }>(
        `SELECT hash, data FROM (
           SELECT hash, data, place, sum(octet_length(data)) OVER (ORDER BY place) AS bytes, row_number() OVER (ORDER BY place)
           FROM unnest($1::text[]) WITH ORDINALITY AS wanted (hash, place) JOIN node.payload USING (hash) WHERE parts IS NULL
         ) AS found WHERE bytes <= $2 OR row_number = 1 ORDER BY place`,
        [[...new Set(hashes.map(canonicalHash))], maxBytes],
      );
      return new Map(rows.map(({ hash, data }) => [hash, verified(data, hash, "The database")]));
    },
  };
}

/** As many of the first payloads as one statement should carry, at least one. */
function firstOf(payloads: readonly Uint8Array[]): readonly Uint8Array[] {
  let room = MAX_STATEMENT_BYTES;
  const end = payloads.findIndex(({ length }, index) => (room -= length) < 0 && index > 0);
  return end === -1 ? payloads : payloads.slice(0, end);
}

/** In text, as pg sends and gets it, it has twice as much. */
const MAX_STATEMENT_BYTES = 8_000_000;

async function insert(db: Pick<Pool, "query">, payloads: readonly Uint8Array[]): Promise<Hex[]> {
  const hashes = payloads.map(sha256Of);
  await db.query(
    `INSERT INTO node.payload (hash, data) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT (hash) DO NOTHING`,
    [hashes, payloads.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))],
  );
  return hashes;
}

/** What is longer than a statement, part by part; it is there once its last row is. */
async function insertParts(db: Pick<Pool, "query">, bytes: Uint8Array): Promise<Hex> {
  const hash = sha256Of(bytes);
  if (await select(db, hash)) return hash;
  const parts: Hex[] = [];
  for (let at = 0; at < bytes.length; at += MAX_STATEMENT_BYTES) {
    parts.push(...(await insert(db, [bytes.subarray(at, at + MAX_STATEMENT_BYTES)])));
  }
  await db.query("INSERT INTO node.payload (hash, data, parts) VALUES ($1, '', $2) ON CONFLICT (hash) DO NOTHING", [
    hash,
    parts,
  ]);
  return hash;
}

async function join(db: Pick<Pool, "query">, parts: readonly Hex[], maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (const part of parts) {
    const data = (await select(db, part))?.data ?? new Uint8Array(); // the hash of the whole will not fit
    assertSize((size += data.length), maxBytes);
    chunks.push(data);
  }
  return Buffer.concat(chunks);
}

async function select(db: Pick<Pool, "query">, hash: Hex): Promise<{ data: Buffer; parts: Hex[] | null } | undefined> {
  const { rows } = await db.query<{ data: Buffer; parts: Hex[] | null }>(
    "SELECT data, parts FROM node.payload WHERE hash = $1",
    [hash],
  );
  return rows[0];
}
