import assert from "node:assert/strict";
import { decodePayload } from "../../../node/protocol/payload.ts";
import { count, device, projectID, projectVersion, send, serve, stranger } from "./support/gateway.ts";
import { testGateway, type TestGateway } from "./support/gateway.ts";

const three = `0x${"03".padStart(64, "0")}` as const;

describe("messages of a project that aggregates three into one task", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway();
    await gateway.chain.device(projectID, stranger.address);
    await gateway.chain.program(projectID, "v2");
  });
  beforeEach(async () => {
    await gateway.database.pool.query("TRUNCATE node.message, node.pack, node.payload");
    await gateway.chain.attribute(projectID, "AggregationAmount", three);
  });
  after(() => gateway.stop());

  it("have no task until the third has arrived, and are packed in the order of their arrival", async () => {
    assert.equal((await send(gateway.url, { data: "b" })).body["taskID"], "");
    assert.equal((await send(gateway.url, { data: "a" })).body["taskID"], "");
    const third = await send(gateway.url, { data: "c" });
    assert.deepEqual(await packed(String(third.body["taskID"])), ["b", "a", "c"]);
    const again = await send(gateway.url, { data: "b" });
    assert.equal(again.body["taskID"], third.body["taskID"]);
  });

  it("are not mixed with those of another device or version", async () => {
    for (const data of ["1", "2"]) await send(gateway.url, { data });
    assert.equal((await send(gateway.url, { data: "3" }, stranger)).body["taskID"], "");
    assert.equal((await send(gateway.url, { data: "3", projectVersion: "v2" })).body["taskID"], "");
    assert.notEqual((await send(gateway.url, { data: "3" })).body["taskID"], "");
  });

  it("are each in exactly one task of exactly three, however many arrive at once at two gateways", async () => {
    const other = await serve(gateway.database);
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => send(i % 2 ? gateway.url : other.url, { data: `reading ${i}` })),
    );
    await other.close();
    const { rows } = await gateway.database.pool.query(
      "SELECT count(*)::int AS size FROM node.message WHERE pack IS NOT NULL GROUP BY pack",
    );
    assert.deepEqual(
      rows,
      Array.from({ length: 20 }, () => ({ size: 3 })),
    );
  });

  it("that wait are all packed once the project wants fewer a task", async () => {
    for (const data of ["1", "2"]) await send(gateway.url, { data });
    await gateway.chain.attribute(projectID, "AggregationAmount", "0x01");
    await send(gateway.url, { data: "3" });
    assert.equal(await count(gateway.database, "pack"), 3);
    const { rows } = await gateway.database.pool.query("SELECT 1 FROM node.message WHERE pack IS NULL");
    assert.equal(rows.length, 0);
  });

  it("that would not fit into one payload are packed as they fit", async () => {
    const amount = 22;
    await gateway.chain.attribute(projectID, "AggregationAmount", `0x${amount.toString(16).padStart(64, "0")}`);
    // Quotes take two bytes in JSON.
    const large = '"'.repeat(100 * 1024);
    await Promise.all(Array.from({ length: amount }, (_, i) => send(gateway.url, { data: `${i} ${large}` })));
    const { rows } = await gateway.database.pool.query("SELECT octet_length(data) AS size FROM node.payload");
    assert.equal(rows.length, 1);
    assert.ok(rows[0].size <= 4_000_000 && rows[0].size > 3_500_000);
  });

  async function packed(taskID: string): Promise<string[]> {
    const response = await fetch(`${gateway.url}/payload/${taskID}`);
    const payload = decodePayload(new Uint8Array(await response.arrayBuffer()));
    assert.deepEqual([payload.projectID, payload.projectVersion], [projectID, projectVersion]);
    assert.ok(payload.messages.every((one) => one.device === device.address.toLowerCase()));
    return payload.messages.map(({ data }) => data);
  }
});
