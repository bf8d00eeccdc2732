import type { Pool } from "pg";
import { W3bError } from "../../../node/protocol/errors.ts";

/** What queries need of a pool. */
export type Reader = Pick<Pool, "query">;

/** Postgres type ids (pg_type.oid). */
const INT8 = 20;
const NUMERIC = 1700;

/** Postgres error codes: undefined_table and invalid_schema_name. */
const MISSING = new Set(["42P01", "3F000"]);

/**
 * Runs a query of schema `chain` and names its columns in camel case, numeric as bigint, int8 (times) as number.
 * Throws W3bError INDEX_NOT_READY (worth retrying) while the indexer has not made its tables.
 */
export async function read<T>(pool: Reader, sql: string, values: unknown[] = []): Promise<T[]> {
  const { rows, fields } = await pool.query<unknown[]>({ text: sql, values, rowMode: "array" }).catch(explain);
  const columns = fields.map(({ name, dataTypeID }) => [camelCase(name), reader(dataTypeID)] as const);
  return rows.map((row) => Object.fromEntries(columns.map(([name, convert], i) => [name, convert(row[i])])) as T);
}

function reader(type: number): (value: unknown) => unknown {
  if (type === NUMERIC) return (value) => (value === null ? null : BigInt(value as string));
  if (type === INT8) return (value) => (value === null ? null : Number(value));
  return (value) => value;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function explain(error: unknown): never {
  if (!MISSING.has((error as { code?: string }).code ?? "")) throw error;
  throw new W3bError("INDEX_NOT_READY", "The indexer has not made its tables yet", {
    meaning: "No indexer has run on this database, or it has not reached Postgres or the chain.",
    action: "Start the indexer (w3b indexer) and look at its log.",
    kind: "unavailable",
    cause: error,
  });
}
