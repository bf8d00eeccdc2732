import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startPostgres } from "../../../node/database/embedded.ts";
import { W3bError } from "../../../node/protocol/errors.ts";
import { eventually } from "../../support/eventually.ts";

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("startPostgres", () => {
  let directory: string;
  let dataDir: string;
  const started: EmbeddedPostgres[] = [];
  const start = async (options: Partial<EmbeddedPostgresOptions> = {}) => {
    const server = await startPostgres({ dataDir, durable: false, ...options });
    started.push(server);
    return server;
  };
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "w3b-embedded-"));
    await chmod(directory, 0o755);
    dataDir = path.join(directory, "postgres");
  });
  afterEach(() => Promise.all(started.splice(0).map((server) => server.stop())));
  after(() => rm(directory, { recursive: true, force: true }));

  it("keeps the data from one start to the next", async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)");
    await first.stop();
    await assert.rejects(query(first.url, "SELECT 1"));
    const second = await start();
    assert.deepEqual(await query(second.url, "SELECT value FROM kept"), [{ value: 42 }]);
  });

  it("listens on 127.0.0.1 alone, and lets nobody in without the password", async () => {
    const { url } = await start();
    assert.equal(new URL(url).hostname, "127.0.0.1");
    const [settings] = await query(url, "SELECT current_setting('listen_addresses') AS listens");
    assert.equal(settings?.["listens"], "127.0.0.1");
    const wrong = url.replace(/:[^:@]+@/, ":wrong@");
    await assert.rejects(query(wrong, "SELECT 1"), /password authentication failed/);
  });

  it("keeps a password of its own in a file that only the owner can read", async () => {
    const { url, dataDir: used } = await start();
    const { mode } = await stat(`${used}.password`);
    assert.equal(mode & 0o777, 0o600);
    const password = await readFile(`${used}.password`, "utf8");
    assert.ok(password.length >= 32);
    assert.equal(new URL(url).password, password);
  });

  it("goes on with a server whose parent was killed", async () => {
    const source = new URL("../../../node/database/embedded.ts", import.meta.url).href;
    const script = `
      const { startPostgres } = await import(${JSON.stringify(source)});
      const { url } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
      console.log(url);
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [printed] = (await once(parent.stdout, "data")) as [Buffer];
    parent.kill("SIGKILL");
    await once(parent, "exit");
    const server = await start();
    assert.equal(server.url, printed.toString().trim());
    await server.stop();
    await assert.rejects(query(server.url, "SELECT 1"), /ECONNREFUSED/);
  });

  it("starts again after the server itself was killed", async () => {
    const first = await start();
    process.kill(postmaster(first.dataDir), "SIGKILL");
    const second = await start();
    assert.deepEqual(await query(second.url, "SELECT value FROM kept"), [{ value: 42 }]);
  });

  it("is shared by all who start it, and stops with the last", async () => {
    const [first, second] = await Promise.all([start(), start()]);
    assert.equal(first.url, second.url);
    await first.stop();
    assert.equal((await query(second.url, "SELECT 1 AS one")).length, 1);
    await second.stop();
    await assert.rejects(query(second.url, "SELECT 1"), /ECONNREFUSED/);
  });

  it("has the same port after every start", async () => {
    const { url, stop } = await start();
    await stop();
    assert.equal((await start()).url, url);
  });

  it("is brought back on its port by those who are left when it dies, and stays theirs", async () => {
    const [first, second] = await Promise.all([start(), start()]);
    process.kill(postmaster(first.dataDir), "SIGKILL");
    await eventually("the restart", async () => (await query(first.url, "SELECT 1")).length === 1);
    await users(first.url, 2);

    await first.stop();
    assert.deepEqual(await query(second.url, "SELECT value FROM kept"), [{ value: 42 }]);
  });

  it("is not stopped by a user whose connection broke, while another uses it", async () => {
    const first = await start();
    const before = postmaster(first.dataDir);
    const [{ pid } = {}] = await query<{ pid: number }>(
      first.url,
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'w3b keep'",
    );
    const second = await start();
    await query(first.url, `SELECT pg_terminate_backend(${Number(pid)})`);
    await first.stop();
    assert.equal((await query(second.url, "SELECT 1")).length, 1);
    assert.equal(postmaster(second.dataDir), before);
  });

  it("says what to do when the wanted port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    try {
      await assert.rejects(start({ port }), (error: W3bError) => {
        assert.equal(error.code, "POSTGRES_START_FAILED");
        assert.match(error.meaning ?? "", /\.log/);
        return true;
      });
    } finally {
      taken.close();
    }
  });

  it("works for root in a directory that others cannot enter", async function () {
    if (process.getuid?.() !== 0) this.skip();
    const closed = path.join(directory, "closed");
    await mkdir(closed, { mode: 0o700 });
    const wanted = path.join(closed, ".w3b", "postgres");
    const server = await start({ dataDir: wanted });
    assert.match(server.dataDir, /^\/var\/lib\/w3bstream\/postgres-[0-9a-f]{16}$/);
    await server.stop();
    assert.equal((await start({ dataDir: wanted })).dataDir, server.dataDir);
    await started.pop()?.stop();
    for (const suffix of ["", ".log", ".password", ".port"]) await rm(server.dataDir + suffix, { recursive: true });
  });
});

function postmaster(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]);
}

/** Waits until so many processes have marked the server as theirs. */
async function users(url: string, count: number): Promise<void> {
  const sql =
    "SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted";
  await eventually("the marks", async () => (await query<{ count: number }>(url, sql))[0]?.count === count);
}
