import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { messageOf, W3bError } from "../protocol/errors.ts";

/**
 * Brings schema `node` up to date: runs the numbered files of node/database/migrations that have not run yet, each in a
 * transaction of its own. Processes that start together wait for one another. Returns the names of what it ran.
 * Throws W3bError MIGRATION_CHANGED, MIGRATION_UNKNOWN, MIGRATION_FAILED.
 */
export async function migrate(pool: pg.Pool, directory: URL = migrationsDirectory): Promise<string[]> {
  const migrations = await readMigrations(directory);
  // Not from the pool, whose limits of time are not for migrations; closing the session gives back the lock.
  const client = new pg.Client({ ...pool.options, statement_timeout: 0, query_timeout: 0 });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    const applied = await appliedMigrations(client);
    assertSameHistory(migrations, applied);
    const pending = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of pending) await run(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

const migrationsDirectory = new URL("./migrations/", import.meta.url);
const migrationLock = 5_837_912_467;

async function readMigrations(directory: URL): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, directory), "utf8");
      // Line ends differ between checkouts.
      const checksum = createHash("sha256").update(sql.replaceAll("\r\n", "\n")).digest("hex");
      return { name, sql, checksum };
    }),
  );
}

async function appliedMigrations(client: pg.Client): Promise<Map<string, string>> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS node;
    CREATE TABLE IF NOT EXISTS node.migration (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const { rows } = await client.query<{ name: string; checksum: string }>("SELECT name, checksum FROM node.migration");
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function assertSameHistory(migrations: Migration[], applied: Map<string, string>): void {
  const files = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const [name, checksum] of applied) {
    const file = files.get(name);
    if (file === undefined) {
      throw new W3bError("MIGRATION_UNKNOWN", `The database has run ${name}, which this version does not know`, {
        meaning: "A newer version of the program has used this database.",
        action: "Run that version or a later one.",
      });
    }
    if (file !== checksum) {
      throw new W3bError("MIGRATION_CHANGED", `${name} is not what the database has run under this name`, {
        meaning:
          "A migration that has run somewhere is never edited: the databases would differ without anyone knowing.",
        action: "Restore the file and put the change into a new migration.",
      });
    }
  }
}

async function run(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query("INSERT INTO node.migration (name, checksum) VALUES ($1, $2)", [name, checksum]);
    await client.query("COMMIT");
  } catch (cause) {
    throw new W3bError("MIGRATION_FAILED", `${name} failed: ${messageOf(cause)}`, {
      meaning: "It was undone; the database is as the migration before it left it.",
      cause,
    });
  }
}
