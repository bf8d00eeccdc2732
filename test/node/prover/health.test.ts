import assert from "node:assert/strict";
import { createPublicClient, createTestClient, http } from "viem";
import { W3bError } from "../../../node/protocol/errors.ts";
import { healthOf, serveHealth } from "../../../node/prover/health.ts";
import { HeadWatch } from "../../../node/rpc/head-watch.ts";
import { type Anvil, startAnvil } from "../../support/anvil.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";

describe("a prover's /health", () => {
  let anvil: Anvil;
  let database: TestDatabase;
  let watch: HeadWatch;
  let served: Awaited<ReturnType<typeof serveHealth>>;
  let now: number;
  const lines: string[] = [];

  before(async () => {
    [anvil, database] = await Promise.all([startAnvil({ chainId: 4690 }), testDatabase()]);
    const client = createPublicClient({ transport: http(anvil.url), cacheTime: 0 });
    now = Number((await client.getBlock()).timestamp) * 1000;
    const warn = (fields: object) => void lines.push(JSON.stringify(fields));
    watch = new HeadWatch({ client, logger: { info: warn, warn }, now: () => now });
    served = await serveHealth(() => healthOf(watch, database.pool), { host: "127.0.0.1", port: 0 });
  });
  after(async () => {
    watch?.stop();
    await served?.close();
    await database?.drop();
    await anvil?.stop();
  });

  const health = async () => {
    const response = await fetch(served.url);
    return [response.status, await response.json()] as const;
  };

  it("is a 200 with the newest block's age while all is well", async () => {
    const body = { status: "ok", indexedBlock: null, chain: { block: 0, ageSeconds: 0 }, errors: [] };
    assert.deepEqual(await health(), [200, body]);
    assert.equal((await fetch(new URL("/", served.url))).status, 404);
  });

  it("is a 503 when that block is too old, and when the tables are 150 blocks behind", async () => {
    now += 61_000;
    const [frozen, { errors }] = (await health()) as unknown as [number, { errors: string[] }];
    assert.equal(frozen, 503);
    assert.match(errors.join(), /^CHAIN_FROZEN: the newest block, 0, is 61 s old/);
    assert.match(lines.join(), /CHAIN_FROZEN/);

    const test = createTestClient({ mode: "anvil", transport: http(anvil.url) });
    await test.setNextBlockTimestamp({ timestamp: BigInt(now / 1000) });
    await test.mine({ blocks: 150 });
    now += 150_000;
    const [behind, body] = (await health()) as unknown as [number, { errors: string[] }];
    assert.equal(behind, 503);
    assert.match(body.errors.join(), /INDEX_BEHIND: the tables hold no block yet/);
  });

  it("cannot be served on a port that is taken, and says so", async () => {
    const port = Number(new URL(served.url).port);
    await assert.rejects(
      serveHealth(() => healthOf(watch, database.pool), { host: "127.0.0.1", port }),
      (error) => error instanceof W3bError && error.code === "PORT_IN_USE",
    );
  });
});
