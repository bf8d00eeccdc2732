import { mkdtempSync, readdirSync, readFileSync, rmSync, chmodSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, startPostgres } from "../../node/database/embedded.ts";
import { migrate } from "../../node/database/migrate.ts";

export interface TestDatabase {
  url: string;
  pool: pg.Pool;
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A new, empty database. One server serves the whole process and goes away with it. */
export function testDatabase(): Promise<TestDatabase> {
  return createDatabase("template0");
}

/** A new database with schema `node` in it; a copy of one that was migrated once, which is faster. */
export async function testNodeDatabase(): Promise<TestDatabase> {
  return createDatabase(await (migrated ??= createMigrated()));
}

let shared: Promise<EmbeddedPostgres> | undefined;
let migrated: Promise<string> | undefined;
let databases = 0;

async function createMigrated(): Promise<string> {
  const { url, pool } = await testDatabase();
  await migrate(pool);
  await pool.end();
  return new URL(url).pathname.slice(1);
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const server = await (shared ??= startServer());
  const name = `test_${databases++}`;
  await asAdmin(server.url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = server.url.replace(/\/postgres$/, `/${name}`);
  const pool = new pg.Pool({ connectionString: url });
  // Dropping the database ends idle connections; that is no failure of a test.
  pool.on("error", () => undefined);
  const drop = async () => {
    if (!pool.ended) await pool.end();
    await asAdmin(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return { url, pool, drop };
}

const prefix = "w3b-test-postgres-";

async function startServer(): Promise<EmbeddedPostgres> {
  sweep();
  const directory = mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`));
  // Root's server runs as another user, who has to get in.
  chmodSync(directory, 0o755);
  // `mocha --exit` leaves no time for anything asynchronous.
  process.once("exit", () => removeServer(directory));
  return startPostgres({ dataDir: path.join(directory, "data"), durable: false });
}

/** Removes the servers of test processes that were killed. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const directory = path.join(tmpdir(), name);
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length).split("-")[0])) && isOurs(directory)) {
      removeServer(directory);
    }
  }
}

function isOurs(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.uid === process.getuid?.();
}

function removeServer(directory: string): void {
  const postmaster = postmasterOf(directory);
  if (postmaster !== undefined && isAlive(postmaster)) {
    process.kill(postmaster, "SIGQUIT");
    // The file goes with the server; the process may stay in the table until somebody collects it.
    for (let waited = 0; waited < 5_000 && postmasterOf(directory) === postmaster; waited += 10) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

function postmasterOf(directory: string): number | undefined {
  try {
    return Number(readFileSync(path.join(directory, "data", "postmaster.pid"), "utf8").split("\n")[0]);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
