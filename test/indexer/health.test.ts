import assert from "node:assert/strict";
import { type Api, startApi } from "../../indexer/api/server.ts";
import { HeadWatch } from "../../node/rpc/head-watch.ts";
import { eventually } from "../support/eventually.ts";
import { listeningLogger, startWorld, type World } from "./support/world.ts";

/** So long that no query ends by itself. */
const queryTimeoutMs = 1_000_000;

describe("an indexer's /health", () => {
  let world: World;
  let api: Api;
  let watch: HeadWatch;
  let now: number;

  before(async () => {
    world = await startWorld();
    await world.indexed();
    await world.indexer.stop();
    now = Number((await world.chain.client.getBlock()).timestamp) * 1000;
    const logger = listeningLogger();
    watch = new HeadWatch({ client: world.chain.client, maxAgeSeconds: 60, logger, now: () => now });
    const head = () => watch.read();
    api = await startApi({ databaseUrl: world.database.url, head, port: 0, host: "127.0.0.1", queryTimeoutMs }, logger);
  });
  after(async () => {
    watch?.stop();
    await api?.close();
    await world?.stop();
  });

  const health = async () => {
    const response = await fetch(new URL("/health", api.url));
    const { errors, ...rest } = (await response.json()) as Record<string, unknown> & { errors: string[] };
    return { status: response.status, errors, ...rest } as Record<string, unknown> & { errors: string[] };
  };

  it("is answered while strangers' queries hold all connections for GraphQL", async () => {
    const body = JSON.stringify({ query: "{ allTasks(first: 1) { nodes { id } } }" });
    const headers = { "content-type": "application/json" };
    assert.equal((await fetch(api.url, { method: "POST", headers, body })).status, 200); // the tables are looked at once
    const holder = await world.database.pool.connect();
    try {
      await holder.query("BEGIN; LOCK TABLE chain.task");
      const held = Array.from({ length: 16 }, () => fetch(api.url, { method: "POST", headers, body }));
      await eventually("queries that wait for the table", async () => {
        const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'chain.task'::regclass";
        return (await world.database.pool.query(waiting)).rows.length >= 8;
      });
      assert.deepEqual((await health()).errors, []);
      await holder.query("ROLLBACK");
      await Promise.all(held);
    } finally {
      holder.release(true); // and with it the lock, should anything have failed
    }
  });

  it("is a 503 when the newest block is older than it may be, with its age", async () => {
    assert.equal((await health())["status"], 200);
    now += 61_000;
    const { status, ageSeconds, errors } = await health();
    assert.deepEqual([status, ageSeconds, errors.length], [503, 61, 1]);
    assert.match(errors[0] ?? "", /^CHAIN_FROZEN: /);
  });

  it("is a 503 when the tables are 150 blocks behind", async () => {
    await world.chain.client.mine({ blocks: 150 });
    now = Number((await world.chain.client.getBlock()).timestamp) * 1000;
    const { status, lag, errors } = await health();
    assert.deepEqual([status, lag, errors.length], [503, 150, 1]);
    assert.match(errors[0] ?? "", /^INDEX_BEHIND: the tables are 150 blocks behind/);
  });
});
