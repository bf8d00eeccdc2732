import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { messageOf, W3bError } from "../protocol/errors.ts";
import { isFree } from "./free-port.ts";
import {
  halt,
  initialise,
  isInitialised,
  launch,
  ownPort,
  portFile,
  runningPort,
  type Server,
  urlOf,
} from "./postgres-server.ts";

declare module "pg" {
  /** In pg since 8.0, missing in @types/pg. */
  interface ClientBase {
    ref(): void;
    unref(): void;
  }
}

/** Processes that use a server hold this advisory lock shared: it goes away with them, however they end. */
const usersLock = 5_837_912_466;
const startTimeoutMs = 60_000;

/**
 * One process's share in a server: it starts the server unless another has, marks that it is used, brings it back when it
 * dies, and stops it in the end unless others use it.
 */
export class Keeper {
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #log: Pick<Logger, "info" | "warn"> | undefined;
  readonly #released = new AbortController();
  #client: pg.Client | undefined;
  #revival: Promise<void> | undefined;

  /** Throws W3bError POSTGRES_START_FAILED. */
  static async open(server: Server, port?: number, log?: Pick<Logger, "info" | "warn">): Promise<Keeper> {
    if (!isInitialised(server)) await initialise(server);
    const found = await connectOrStart(server, port ?? (await ownPort(server)));
    return new Keeper(server, found, log);
  }

  private constructor(server: Server, { client, port }: Connected, log?: Pick<Logger, "info" | "warn">) {
    this.#server = server;
    this.#port = port;
    this.#log = log;
    this.url = urlOf(server.dataDir, port);
    this.#watch(client);
  }

  /** Marks the server as unused by this process, and stops it if nobody else uses it. */
  async release(): Promise<void> {
    this.#released.abort();
    await this.#revival;
    // A connection that broke says nothing about the others: only a server that answers is asked whether it is used.
    const client = this.#client ?? (await connect(this.url).catch(() => undefined));
    if (client === undefined) return;
    client.ref();
    try {
      if (await isLast(client)) await halt(this.#server);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #watch(client: pg.Client): void {
    this.#client = client;
    client.once("end", () => {
      this.#client = undefined;
      if (!this.#released.signal.aborted) this.#revival = this.#revive();
    });
  }

  /** The server died, or this connection to it: starts it again where no other of its users has. Never throws. */
  async #revive(): Promise<void> {
    const { signal } = this.#released;
    const about = { dataDir: this.#server.dataDir, port: this.#port };
    this.#log?.warn(about, "the embedded Postgres was lost; starting it again");
    for (let pauseMs = 200; !signal.aborted; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        this.#watch((await connectOrStart(this.#server, this.#port, signal)).client);
        this.#log?.info(about, "the embedded Postgres is back");
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#log?.warn({ ...about, reason: messageOf(error), pauseMs }, "the embedded Postgres does not start");
      }
      await sleep(pauseMs, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }
}

interface Connected {
  client: pg.Client;
  port: number;
}

/** Connects to the server that runs, or starts it; which of several processes does is all the same. */
async function connectOrStart(server: Server, wantedPort: number, signal?: AbortSignal): Promise<Connected> {
  const deadline = Date.now() + startTimeoutMs;
  let failure: unknown;
  while (Date.now() < deadline && !signal?.aborted) {
    const port = runningPort(server.dataDir);
    if (port !== undefined) {
      const client = await connect(urlOf(server.dataDir, port)).catch((error: unknown) => void (failure = error));
      if (client) return { client, port };
    }
    if (!isInitialised(server)) break; // somebody removed it: a new one would be another, empty database
    try {
      await launch(server, wantedPort);
    } catch (error) {
      // Another process may have started it at the same moment, or be stopping it, or what died has not left yet.
      failure = error;
      await sleep(200);
      if (runningPort(server.dataDir) === undefined && !(await isFree(wantedPort))) break;
    }
  }
  const { dataDir } = server;
  throw new W3bError("POSTGRES_START_FAILED", `Postgres did not start in ${dataDir}: ${messageOf(failure)}`, {
    meaning: `It runs on port ${wantedPort} of 127.0.0.1; its own words are at the end of ${dataDir}.log.`,
    action: `Free the port or the disk it asks for (it gets another port once ${portFile(dataDir)} is deleted), or set DATABASE_URL to a server of your own.`,
    cause: failure,
  });
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "w3b keep", connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined); // "end" follows, and is what counts
  try {
    await client.connect();
    await client.query("SELECT pg_advisory_lock_shared($1)", [usersLock]);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  // Marking the use of a server is no reason for a process to stay alive.
  client.unref();
  return client;
}

/** Gives up the mark of use, and tells whether nobody else has one; then nobody can get one either. */
async function isLast(client: pg.Client): Promise<boolean> {
  try {
    await client.query("SELECT pg_advisory_unlock_shared($1)", [usersLock]);
    const sql = "SELECT pg_try_advisory_lock($1) AS last";
    return (await client.query<{ last: boolean }>(sql, [usersLock])).rows[0]?.last ?? false;
  } catch {
    return false; // another of its users stops it at this moment, or it died
  }
}
