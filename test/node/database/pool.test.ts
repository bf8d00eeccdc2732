import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { createPool, waitForDatabase } from "../../../node/database/pool.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";

describe("createPool and waitForDatabase", () => {
  let database: TestDatabase;
  before(async () => void (database = await testDatabase()));
  after(() => database.drop());

  it("survives the loss of its connections", async () => {
    const lost: unknown[] = [];
    const log = { warn: (...words: unknown[]) => void lost.push(words) };
    const pool = createPool({ url: database.url, applicationName: "w3b test", log });
    try {
      await pool.query("SELECT 1");
      await database.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'w3b test'",
      );
      while (lost.length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.equal((await pool.query("SELECT 1 AS one")).rows[0].one, 1);
    } finally {
      await pool.end();
    }
  });

  it("waits for a database that is not there yet, and says so", async () => {
    const said: unknown[] = [];
    let tries = 0;
    const late = {
      query: () => (tries++ < 2 ? Promise.reject(new Error("connect ECONNREFUSED")) : Promise.resolve({})),
    } as unknown as typeof database.pool;
    await waitForDatabase(late, { log: { warn: (...words: unknown[]) => void said.push(words) } });
    assert.equal(said.length, 2);
  });

  it("gives up on one that never answers", async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address() as { port: number };
    free.close();
    const pool = createPool({ url: `postgresql://u:p@127.0.0.1:${port}/x`, applicationName: "w3b test" });
    await assert.rejects(waitForDatabase(pool, { timeoutMs: 300 }), { code: "DATABASE_UNAVAILABLE" });
    await pool.end();
  });

  it("does not wait where the password is wrong or the database does not exist", async () => {
    for (const url of [database.url.replace(/:[^:@]+@/, ":wrong@"), database.url.replace(/\w+$/, "missing")]) {
      const pool = createPool({ url, applicationName: "w3b test" });
      await assert.rejects(waitForDatabase(pool), { code: "DATABASE_REFUSED" });
      await pool.end();
    }
  });
});
