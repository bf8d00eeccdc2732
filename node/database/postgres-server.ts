import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import { freePort } from "./free-port.ts";
import { give, type ServerAccount } from "./server-account.ts";

/** A data directory and what its server is run with. */
export interface Server {
  account: ServerAccount;
  binaries: PostgresBinaries;
  dataDir: string;
  durable: boolean;
}

/** Whether there is a database in the directory. */
export function isInitialised({ dataDir }: Server): boolean {
  return existsSync(path.join(dataDir, "PG_VERSION"));
}

/** The port of the server that holds the directory: the fourth line of postmaster.pid, which stays after a crash. */
export function runningPort(dataDir: string): number | undefined {
  const file = path.join(dataDir, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const port = Number(readFileSync(file, "utf8").split("\n")[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

/**
 * The port that the directory's server has whenever it runs: a restart must not move it away from those who know it. The
 * first call chooses one.
 */
export async function ownPort({ account, dataDir }: Server): Promise<number> {
  const file = portFile(dataDir);
  if (!existsSync(file)) writeOnce(account, file, String(await freePort()));
  return Number(readFileSync(file, "utf8"));
}

/** Where the port is kept. */
export function portFile(dataDir: string): string {
  return `${dataDir}.port`;
}

/** The superuser's connection string, password included. */
export function urlOf(dataDir: string, port: number): string {
  return `postgresql://postgres:${readFileSync(`${dataDir}.password`, "utf8").trim()}@127.0.0.1:${port}/postgres`;
}

/** Built under another name and renamed when complete: a killed initdb leaves nothing that looks like a database. */
export async function initialise({ account, binaries, dataDir, durable }: Server): Promise<void> {
  const passwordFile = `${dataDir}.password`;
  writeOnce(account, passwordFile, randomBytes(24).toString("base64url"));
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
function writeOnce(account: ServerAccount, file: string, text: string): void {
  if (existsSync(file)) return;
  const partial = `${file}.${randomBytes(4).toString("hex")}`;
  writeFileSync(partial, text, { mode: 0o600, flag: "wx" });
  give(account, partial, 0o600);
  try {
    linkSync(partial, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(partial);
  }
}

/** Starts the server on a port of 127.0.0.1 and resolves once it takes connections. */
export async function launch({ account, binaries, dataDir, durable }: Server, port: number): Promise<void> {
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
  await run(account, binaries.pgCtl, ["start", "-w", "-t", "300", "-s", "-D", dataDir, "-l", log, "-o", serverOptions]);
}

/** Stops the server, in good order; it may be gone already. */
export async function halt({ account, binaries, dataDir }: Server): Promise<void> {
  const args = ["stop", "-w", "-t", "300", "-s", "-m", "fast", "-D", dataDir];
  await run(account, binaries.pgCtl, args).catch((error: unknown) => {
    // Another of its users may have stopped it at the same moment.
    if (runningPort(dataDir) !== undefined) throw error;
  });
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
