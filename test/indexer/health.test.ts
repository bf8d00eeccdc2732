import assert from "node:assert/strict";
import { type Api, startApi } from "../../indexer/api/server.ts";
import { HeadWatch } from "../../node/rpc/head-watch.ts";
import { listeningLogger, startWorld, type World } from "./support/world.ts";

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
    api = await startApi({ databaseUrl: world.database.url, head, port: 0, host: "127.0.0.1" }, logger);
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
