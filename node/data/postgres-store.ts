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
    while (hashes.length < payloads.length) {
      hashes.push(...(await insert(db, firstOf(payloads.slice(hashes.length)), maxBytes)));
    }
    return hashes;
  };
  return {
    put: async (bytes) => (await putAll([bytes]))[0]!,
    putAll,
    async get(hash: Hex) {
      const { rows } = await db.query<{ data: Buffer }>("SELECT data FROM node.payload WHERE hash = $1", [
        canonicalHash(hash),
      ]);
      return rows[0] && verified(rows[0].data, hash, "The database");
    },
    async getSome(hashes: readonly Hex[], maxBytes: number) {
      const { rows } = await db.query<{ hash: Hex; data: Buffer }>(
        `SELECT hash, data FROM (
           SELECT hash, data, place, sum(octet_length(data)) OVER (ORDER BY place) AS bytes, row_number() OVER (ORDER BY place)
           FROM unnest($1::text[]) WITH ORDINALITY AS wanted (hash, place) JOIN node.payload USING (hash)
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

const MAX_STATEMENT_BYTES = 8_000_000;

async function insert(db: Pick<Pool, "query">, payloads: readonly Uint8Array[], maxBytes: number): Promise<Hex[]> {
  for (const { length } of payloads) assertSize(length, maxBytes);
  const hashes = payloads.map(sha256Of);
  await db.query(
    `INSERT INTO node.payload (hash, data) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT (hash) DO NOTHING`,
    [hashes, payloads.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))],
  );
  return hashes;
}
