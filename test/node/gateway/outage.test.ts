import assert from "node:assert/strict";
import { createPool } from "../../../node/database/pool.ts";
import { count, get, message, post, serve, testGateway, type TestGateway } from "./support/gateway.ts";
import { Wire } from "./support/wire.ts";

describe("a gateway that loses", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway();
  });
  after(() => gateway.stop());

  it("its database answers 503, stores nothing, and goes on when it is back", async () => {
    const url = new URL(gateway.database.url);
    const wire = await Wire.to(url.hostname, Number(url.port));
    url.port = String(wire.port);
    const pool = createPool({ url: url.href, applicationName: "w3b test" });
    const http = await serve({ pool });
    const sent = await message();
    assert.equal((await get(`${http.url}/health`)).body["status"], "ok");

    await wire.cut();
    for (const answer of [await post(http.url, sent), await get(`${http.url}/health`)]) {
      assert.deepEqual([answer.status, answer.body["code"]], [503, "DATABASE_UNAVAILABLE"]);
      assert.ok(Number(answer.headers.get("retry-after")) > 0);
    }
    assert.equal(await count(gateway.database, "message"), 0);

    await wire.mend();
    assert.equal((await post(http.url, sent)).status, 200);
    assert.equal(await count(gateway.database, "message"), 1);
    await http.close();
    await pool.end();
    await wire.cut();
  });

  it("its database's leave to write answers 503 and drops the connections that have none", async () => {
    // As after a failover: what is connected stays read-only, what connects now may write.
    const pool = createPool({ url: gateway.database.url, applicationName: "w3b test", max: 2 });
    const { rows } = await gateway.database.pool.query<{ name: string }>("SELECT current_database() AS name");
    const set = (what: string) => gateway.database.pool.query(`ALTER DATABASE ${rows[0]?.name} ${what}`);
    await set("SET default_transaction_read_only = on");
    const connected = await Promise.all([pool.connect(), pool.connect()]);
    await set("RESET default_transaction_read_only");
    for (const client of connected) client.release();
    const http = await serve({ pool });
    const sent = await message({ data: "sent in a failover" });
    const answers = [await post(http.url, sent), await post(http.url, sent), await post(http.url, sent)];
    const [refused] = answers;
    assert.deepEqual([refused?.status, refused?.body["code"]], [503, "DATABASE_UNAVAILABLE"]);
    assert.ok(Number(refused?.headers.get("retry-after")) > 0);
    // Two connections had no leave: a third refusal would be by one that was kept.
    assert.equal(answers[2]?.status, 200);
    await http.close();
    await pool.end();
  });

  it("the chain still takes messages, and says so in /health", async () => {
    const http = await serve(gateway.database, () => Promise.reject(new Error("connect ECONNREFUSED 127.0.0.1:1")));
    const { status, body } = await get(`${http.url}/health`);
    assert.deepEqual([status, body["status"]], [200, "degraded"]);
    assert.match(JSON.stringify(body["chain"]), /ECONNREFUSED/);
    assert.equal((await post(http.url, await message({ data: "stored" }))).status, 200);
    await http.close();
  });

  it("blocks, because the chain or its tables stand still, is degraded and says how far", async () => {
    const about = { paceSeconds: 3, allowedSeconds: 60 };
    const frozen = await serve(gateway.database, () => Promise.resolve({ block: 7, ageSeconds: 61, ...about }));
    const behind = await serve(gateway.database, () => Promise.resolve({ block: 150, ageSeconds: 1, ...about }));
    const healths = [await get(`${frozen.url}/health`), await get(`${behind.url}/health`)];
    assert.deepEqual(
      healths.map(({ status, body }) => [status, body["status"], body["chain"]]),
      [
        [200, "degraded", { block: 7, ageSeconds: 61 }],
        [200, "degraded", { block: 150, ageSeconds: 1 }],
      ],
    );
    assert.match(JSON.stringify(healths[0]?.body["errors"]), /CHAIN_FROZEN/);
    assert.match(JSON.stringify(healths[1]?.body["errors"]), /INDEX_BEHIND/);
    await frozen.close();
    await behind.close();
  });

  it("the indexer's tables says that they are missing", async () => {
    await gateway.database.pool.query("ALTER SCHEMA chain RENAME TO elsewhere");
    const { status, body } = await post(gateway.url, await message({ data: "early" }));
    await gateway.database.pool.query("ALTER SCHEMA elsewhere RENAME TO chain");
    assert.deepEqual([status, body["code"]], [503, "INDEX_NOT_READY"]);
  });
});
