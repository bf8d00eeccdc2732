import type { Store } from "@subsquid/typeorm-store";
import type { EntityManager } from "typeorm";
import type { EntityClass } from "./model/columns.ts";

type Row = { id: string };

/** What Subsquid's store keeps to itself: its connection, and in hot blocks what notes the rows that a reorg restores. */
interface Internals {
  em(): EntityManager;
  changes?: {
    trackInsert(type: EntityClass, rows: Row[]): Promise<void>;
    trackUpsert(type: EntityClass, rows: Row[]): Promise<void>;
  };
}

/** Rows in one statement. */
const ROWS_PER_STATEMENT = 5_000;

/** As the store's `insert` of rows of one class: they must be new. */
export async function insertRows(store: Store, rows: Row[]): Promise<void> {
  const { changes } = internalsOf(store);
  if (rows.length > 0) await changes?.trackInsert(classOf(rows), rows);
  await write(store, rows, "");
}

/** As the store's `upsert` of rows of one class, each with all of its fields. */
export async function upsertRows(store: Store, rows: Row[]): Promise<void> {
  const { changes } = internalsOf(store);
  if (rows.length > 0) await changes?.trackUpsert(classOf(rows), rows);
  await write(store, rows, "ON CONFLICT (id) DO UPDATE SET");
}

/**
 * Rows travel as one JSON text that Postgres makes rows of: TypeORM would build a statement with a parameter for each
 * value, which takes it longer than all the rest of indexing.
 */
async function write(store: Store, rows: Row[], conflict: string): Promise<void> {
  if (rows.length === 0) return;
  const manager = internalsOf(store).em();
  const { tablePath, columns } = manager.connection.getMetadata(classOf(rows));
  const table = tablePath.split(".").map(quoted).join(".");
  const names = columns.map(({ databaseName }) => quoted(databaseName));
  const others = names.filter((name) => name !== quoted("id"));
  const update = conflict && `${conflict} ${others.map((name) => `${name} = EXCLUDED.${name}`).join()}`;
  const sql = `INSERT INTO ${table} (${names.join()})
    SELECT ${names.join()} FROM json_populate_recordset(NULL::${table}, $1::json) ${update}`;
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const plain = rows.slice(start, start + ROWS_PER_STATEMENT).map((row) => {
      const values: Record<string, unknown> = {};
      for (const column of columns) values[column.databaseName] = column.getEntityValue(row, true);
      return values;
    });
    await manager.query(sql, [JSON.stringify(plain)]);
  }
}

function classOf([row]: Row[]): EntityClass {
  return row!.constructor as EntityClass;
}

function internalsOf(store: Store): Internals {
  return store as unknown as Internals;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
