import assert from "node:assert/strict";
import { sha256 } from "viem";
import { decodePayload } from "../../../node/protocol/payload.ts";
import { count, device, get, message, post, projectID, projectVersion, send } from "./support/gateway.ts";
import { stranger, testGateway, type TestGateway } from "./support/gateway.ts";

describe("POST /message", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway();
  });
  after(() => gateway.stop());
  beforeEach(() => gateway.database.pool.query("TRUNCATE node.message, node.pack, node.payload"));

  it("stores a message and answers with the ids of the message and its task", async () => {
    const { status, body } = await send(gateway.url, { data: '{"co2":417}' });
    assert.equal(status, 200);
    assert.match(String(body["taskID"]), /^0x[0-9a-f]{64}$/);
    assert.match(String(body["messageID"]), /^[0-9a-f-]{36}$/);
    const { rows } = await gateway.database.pool.query(
      "SELECT id, project_id, version, device, data, pack FROM node.message",
    );
    assert.deepEqual(rows, [
      {
        id: body["messageID"],
        project_id: String(projectID),
        version: projectVersion,
        device: device.address.toLowerCase(),
        data: '{"co2":417}',
        pack: body["taskID"],
      },
    ]);
  });

  it("serves payloads of several tasks at once, those it has", async () => {
    const sent = [await send(gateway.url, { data: "1" }), await send(gateway.url, { data: "2" })];
    const tasks = sent.map(({ body }) => String(body["taskID"]));
    const missing = `0x${"ab".repeat(32)}`;
    const { status, body } = await get(`${gateway.url}/payloads?hashes=${[missing, ...tasks].join(",")}`);
    assert.equal(status, 200);
    const payloads = body["payloads"] as Record<string, string>;
    assert.deepEqual(Object.keys(payloads), tasks);
    for (const [hash, text] of Object.entries(payloads)) assert.equal(sha256(Buffer.from(text, "base64")), hash);
  });

  it("serves the task's payload under its SHA-256, for ever", async () => {
    const sent = await message();
    const { body } = await post(gateway.url, sent);
    const response = await fetch(`${gateway.url}/payload/${String(body["taskID"])}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/octet-stream");
    assert.match(response.headers.get("cache-control") ?? "", /immutable/);
    assert.equal(sha256(bytes), body["taskID"]);
    assert.deepEqual(decodePayload(bytes), {
      projectID,
      projectVersion,
      messages: [{ data: sent.data, signature: sent.signature, device: device.address.toLowerCase() }],
    });
  });

  it("takes what a device sends without naming its content type", async () => {
    const answer = await post(gateway.url, await message(), { "content-type": "application/x-www-form-urlencoded" });
    assert.equal(answer.status, 200);
  });

  it("answers a message that is sent again with the same ids, and stores nothing", async () => {
    const sent = await message();
    const first = await post(gateway.url, sent);
    const again = await post(gateway.url, sent);
    assert.deepEqual(again.body, first.body);
    assert.equal(await count(gateway.database, "message"), 1);
    assert.equal(await count(gateway.database, "pack"), 1);
  });

  it("makes one message of twenty equal ones that arrive at once", async () => {
    const sent = await message({ data: "at once" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(gateway.url, sent)));
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
    assert.equal(await count(gateway.database, "message"), 1);
  });

  it("takes messages from any device of a project that is open to all", async () => {
    await gateway.chain.attribute(projectID, "OpenToAnyDevice", "0x01");
    const { status } = await send(gateway.url, { data: "from a stranger" }, stranger);
    await gateway.chain.attribute(projectID, "OpenToAnyDevice", "0x");
    assert.equal(status, 200);
    assert.equal((await send(gateway.url, { data: "too late" }, stranger)).status, 403);
  });

  it("stores many messages that arrive together, each with a task of its own", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => send(gateway.url, { data: `reading ${i}` })),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(new Set(answers.map(({ body }) => body["taskID"])).size, 100);
    assert.equal(await count(gateway.database, "payload"), 100);
  });

  it("says what it is at /", async () => {
    const { status, body } = await get(gateway.url);
    assert.equal(status, 200);
    assert.equal(body["name"], "W3bstream gateway");
  });
});
