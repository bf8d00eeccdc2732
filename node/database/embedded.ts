import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { messageOf, W3bError } from "../protocol/errors.ts";
import { type PostgresBinaries, postgresBinaries } from "./binaries.ts";
import { freePort } from "./free-port.ts";
import { give, reachableDataDir, serverAccount, type ServerAccount } from "./server-account.ts";

declare module "pg" {
  /** In pg since 8.0, missing in @types/pg. */
  interface ClientBase {
    ref(): void;
    unref(): void;
  }
}

export interface EmbeddedPostgresOptions {
  /** Where the data should be; see {@link EmbeddedPostgres.dataDir} for where it is. */
  dataDir: string;
  /** TCP port on 127.0.0.1; a free one unless given. A server that already runs keeps the port it has. */
  port?: number;
  /** Whether data survives a power failure (fsync). Default true; false is for tests. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** Connection string, password included, of the database `postgres`. */
  url: string;
  /** The data directory in use; beside it lie `<dataDir>.password` and `<dataDir>.log`. */
  dataDir: string;
  /** Lets go of the server, and stops it unless another process uses it as well. */
  stop(): Promise<void>;
}

/**
 * A Postgres server on 127.0.0.1 with a persistent data directory, without any set-up. The server outlives a killed
 * parent: the next start finds it and goes on with it. Several processes may share one data directory; the last that
 * stops takes the server with it.
 * Throws W3bError POSTGRES_NOT_INSTALLED, POSTGRES_NO_ACCOUNT, POSTGRES_UNSAFE_DIRECTORY, POSTGRES_START_FAILED.
 */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const binaries = postgresBinaries(account);
  const dataDir = reachableDataDir(account, path.resolve(options.dataDir));
  const server: Server = { account, binaries, dataDir, durable: options.durable ?? true };
  const { url, client } = await connectOrStart(server, options.port);
  let stopped: Promise<void> | undefined;
  return { url, dataDir, stop: () => (stopped ??= release(server, client)) };
}

interface Server {
  account: ServerAccount;
  binaries: PostgresBinaries;
  dataDir: string;
  durable: boolean;
}

/** Processes that use a server hold this advisory lock shared: it goes away with them, however they end. */
const usersLock = 5_837_912_466;
const startTimeoutMs = 60_000;

async function connectOrStart(server: Server, wantedPort?: number): Promise<{ url: string; client: pg.Client }> {
  const deadline = Date.now() + startTimeoutMs;
  let failure: unknown;
  while (Date.now() < deadline) {
    const port = runningPort(server.dataDir);
    if (port !== undefined) {
      const url = urlOf(server.dataDir, port);
      const client = await connect(url).catch((error: unknown) => void (failure = error));
      if (client) return { url, client };
    }
    if (!existsSync(path.join(server.dataDir, "PG_VERSION"))) await initialise(server);
    try {
      await launch(server, wantedPort ?? (await freePort()));
    } catch (error) {
      // Another process may have started it at the same moment, taken the free port, or be stopping it.
      failure = error;
      await sleep(200);
      if (wantedPort !== undefined && runningPort(server.dataDir) === undefined) break;
    }
  }
  throw new W3bError("POSTGRES_START_FAILED", `Postgres did not start in ${server.dataDir}: ${messageOf(failure)}`, {
    meaning: `The server's own words are at the end of ${server.dataDir}.log.`,
    action: "Free the port or the disk it asks for, or set DATABASE_URL to a server of your own.",
    cause: failure,
  });
}

/** The port of the server that holds the directory: the fourth line of postmaster.pid, which stays after a crash. */
function runningPort(dataDir: string): number | undefined {
  const file = path.join(dataDir, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const port = Number(readFileSync(file, "utf8").split("\n")[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

function urlOf(dataDir: string, port: number): string {
  return `postgresql://postgres:${readFileSync(`${dataDir}.password`, "utf8").trim()}@127.0.0.1:${port}/postgres`;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "w3b keep", connectionTimeoutMillis: 5_000 });
  // The server may go away before this process does; the pools report it, this connection only marks its use.
  client.on("error", () => undefined);
  await client.connect();
  await client.query("SELECT pg_advisory_lock_shared($1)", [usersLock]);
  // Marking the use of a server is no reason for a process to stay alive.
  client.unref();
  return client;
}

/** Built under another name and renamed when complete: a killed initdb leaves nothing that looks like a database. */
async function initialise({ account, binaries, dataDir, durable }: Server): Promise<void> {
  const passwordFile = makePassword(account, dataDir);
  const partial = `${dataDir}.${randomBytes(4).toString("hex")}`;
  mkdirSync(partial, { mode: 0o700 });
  give(account, partial, 0o700);
  try {
    await run(account, binaries.initdb, [
      `--pgdata=${partial}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      ...(durable ? [] : ["--no-sync"]),
    ]);
    renameSync(partial, dataDir);
  } catch (error) {
    // Another process may have been faster; its database is as good.
    if (!existsSync(path.join(dataDir, "PG_VERSION"))) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The file appears complete or not at all, and the first of several processes wins. */
function makePassword(account: ServerAccount, dataDir: string): string {
  const file = `${dataDir}.password`;
  if (!existsSync(file)) {
    const partial = `${file}.${randomBytes(4).toString("hex")}`;
    writeFileSync(partial, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
    give(account, partial, 0o600);
    try {
      linkSync(partial, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(partial);
    }
  }
  return file;
}

async function launch({ account, binaries, dataDir, durable }: Server, port: number): Promise<void> {
  const log = `${dataDir}.log`;
  if (!existsSync(log)) writeFileSync(log, "");
  give(account, log, 0o600);
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: "32MB",
    max_wal_size: "256MB",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const serverOptions = [`-p ${port}`, ...flags].join(" ");
  await run(account, binaries.pgCtl, ["start", "-w", "-t", "60", "-s", "-D", dataDir, "-l", log, "-o", serverOptions]);
}

async function release({ account, binaries, dataDir }: Server, client: pg.Client): Promise<void> {
  let last: boolean;
  client.ref();
  try {
    await client.query("SELECT pg_advisory_unlock_shared($1)", [usersLock]);
    const sql = "SELECT pg_try_advisory_lock($1) AS last";
    last = (await client.query<{ last: boolean }>(sql, [usersLock])).rows[0]?.last ?? false;
  } catch {
    // The connection is gone: either the server is, or it is in a state that only a restart mends.
    last = runningPort(dataDir) !== undefined;
  }
  if (last) {
    await run(account, binaries.pgCtl, ["stop", "-w", "-s", "-m", "fast", "-D", dataDir]).catch((error: unknown) => {
      // Another of its users may have stopped it at the same moment.
      if (runningPort(dataDir) !== undefined) throw error;
    });
  }
  await client.end().catch(() => undefined);
}

/** Runs a Postgres program; nothing of our environment, which may hold private keys, reaches it. */
async function run(account: ServerAccount, program: string, args: string[]): Promise<void> {
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" };
  const child = spawn(program, args, { ...account, cwd: "/", env, stdio: ["ignore", "ignore", "pipe"] });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words = (words + text).slice(-2_000)));
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("exit", resolve));
  // The server it leaves running holds the pipe open.
  child.stderr.destroy();
  if (code !== 0) throw new Error(`${path.basename(program)} failed (${code}): ${words.trim()}`);
}
