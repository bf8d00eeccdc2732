import type { Pool } from "pg";
import type { Hex } from "viem";
import { sha256Of } from "../protocol/sha256.ts";
import { assertSize, canonicalHash, type DataLimits, type DataStore, defaultMaxBytes, verified } from "./store.ts";

/**
 * Payloads in the table node.payload. `db` may be a client in a transaction, so that a payload and what refers to it
 * are stored together. Throws pg's errors when the database does not answer.
 */
export function postgresStore(db: Pick<Pool, "query">, { maxBytes = defaultMaxBytes }: DataLimits = {}): DataStore {
  return {
    async put(bytes) {
      assertSize(bytes.length, maxBytes);
      const hash = sha256Of(bytes);
      await db.query("INSERT INTO node.payload (hash, data) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING", [
        hash,
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      ]);
      return hash;
    },
    async get(hash: Hex) {
      const { rows } = await db.query<{ data: Buffer }>("SELECT data FROM node.payload WHERE hash = $1", [
        canonicalHash(hash),
      ]);
      return rows[0] && verified(rows[0].data, hash, "The database");
    },
  };
}
