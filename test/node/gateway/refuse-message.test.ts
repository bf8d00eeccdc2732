import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { gatewayAccount, type Answer, count, device, get, message, post, projectID } from "./support/gateway.ts";
import { send, serve, stranger, testGateway, type TestGateway } from "./support/gateway.ts";

describe("POST /message refuses, and stores nothing of", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway();
    await gateway.chain.project(2, { paused: true });
    await gateway.chain.project(3);
    await gateway.chain.program(3, "v1");
    await gateway.chain.project(4);
    await gateway.chain.program(4, "v1");
    await gateway.chain.gateway(4, gatewayAccount.address, false);
    await gateway.chain.project(5);
    await gateway.chain.program(5, "v1");
    await gateway.chain.gateway(5, gatewayAccount.address);
    await gateway.chain.device(5, device.address, false);
  });
  after(() => gateway.stop());
  afterEach(async () => {
    for (const table of ["message", "pack", "payload"] as const) assert.equal(await count(gateway.database, table), 0);
  });

  /** A refusal is a status, a code, sentences and the request's id. */
  function assertRefused({ status, body }: Answer, expected: number, code: string, sentence: RegExp): void {
    assert.deepEqual([status, body["code"]], [expected, code]);
    assert.match(String(body["error"]), sentence);
    assert.match(String(body["error"]), /^["A-Z].*\.$/s);
    assert.match(String(body["requestId"]), /^[0-9a-f-]{36}$/);
  }

  for (const [what, text] of Object.entries({
    "malformed JSON": '{"projectID":912,',
    "nothing at all": "",
    "bytes that are not UTF-8": new Uint8Array([0x22, 0xff, 0xfe, 0x22]),
  })) {
    it(what, async () => {
      assertRefused(await post(gateway.url, text), 400, "MALFORMED_JSON", /not JSON/);
    });
  }

  it("a project's number that JSON.parse would round to one", async () => {
    const text = JSON.stringify(await message({})).replace(/"projectID":\d+/, '"projectID":0.99999999999999999999');
    assertRefused(await post(gateway.url, text), 400, "MESSAGE_INVALID", /projectID/);
  });

  it("JSON that is not a message, naming the field", async () => {
    const valid = await message();
    for (const [wrong, field] of [
      [{ ...valid, projectID: "912" }, /projectID/],
      [{ ...valid, projectID: -1 }, /projectID/],
      [{ ...valid, projectID: 2 ** 53 }, /projectID/],
      [{ ...valid, projectVersion: "" }, /projectVersion/],
      [{ ...valid, projectVersion: "v".repeat(32) }, /projectVersion/],
      [{ ...valid, data: { temperature: 21 } }, /data/],
      [{ ...valid, signature: "0x12" }, /signature/],
      [{ ...valid, extra: 1 }, /extra/],
      [[valid], /message/],
      [null, /message/],
      ["{}", /signature/],
    ] as const) {
      const answer = await post(gateway.url, wrong);
      assert.equal(answer.status, 400, JSON.stringify(wrong));
      assert.match(String(answer.body["error"]), field);
    }
  });

  it("the older form, which has no signature", async () => {
    const { projectVersion, data } = await message();
    assertRefused(
      await post(gateway.url, { projectID, projectVersion, data }),
      400,
      "SIGNATURE_MISSING",
      /has no signature/,
    );
  });

  it("the character U+0000, which the database cannot keep", async () => {
    assertRefused(await send(gateway.url, { data: "a\0b" }), 400, "MESSAGE_INVALID", /U\+0000/);
  });

  it("a body over the limit", async () => {
    const oversized = JSON.stringify({ ...(await message()), data: "x".repeat(256 * 1024) });
    assertRefused(await post(gateway.url, oversized), 413, "MESSAGE_TOO_LARGE", /262144 bytes/);
  });

  it("a body over the limit whose length is not announced", async () => {
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sending = request(`${gateway.url}/message`, { method: "POST" }, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      }).on("error", reject);
      for (let i = 0; i < 5; i++) sending.write("x".repeat(64 * 1024));
      sending.end();
    });
    assert.equal(answer.status, 413);
    assert.equal((JSON.parse(answer.text) as { code: string }).code, "MESSAGE_TOO_LARGE");
  });

  it("what is no HTTP, and headers without end, in the form of every refusal", async () => {
    const say = (text: string) =>
      new Promise<string>((resolve, reject) => {
        let answer = "";
        const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1", () => socket.write(text));
        socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
        socket.on("close", () => resolve(answer));
        socket.on("error", reject);
      });
    for (const [text, status, code] of [
      ["nonsense\r\n\r\n", 400, "BAD_REQUEST"],
      [`GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, 431, "HEADERS_TOO_LARGE"],
    ] as const) {
      const answer = await say(text);
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      const body = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))) as Record<string, unknown>;
      assertRefused({ status, body, headers: new Headers() }, status, code, /request/);
    }
  });

  it("a body of 20 MB, and its sender can read why", async () => {
    const answer = await post(gateway.url, "x".repeat(20_000_000));
    assertRefused(answer, 413, "MESSAGE_TOO_LARGE", /262144 bytes/);
  });

  it("a message for which the database's disk has no space", async () => {
    await gateway.database.pool.query(
      `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql
         AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON node.message EXECUTE FUNCTION full_disk()`,
    );
    const answer = await send(gateway.url);
    await gateway.database.pool.query("DROP TRIGGER full_disk ON node.message");
    assertRefused(answer, 503, "DISK_FULL", /no space left/);
  });

  it("data longer than a message may carry", async () => {
    assertRefused(await send(gateway.url, { data: "x".repeat(130 * 1024) }), 413, "MESSAGE_TOO_LARGE", /data exceeds/);
  });

  it("an unknown project", async () => {
    assertRefused(await send(gateway.url, { projectID: 999 }), 404, "PROJECT_NOT_FOUND", /no project 999/);
  });

  it("a paused project", async () => {
    assertRefused(await send(gateway.url, { projectID: 2 }), 403, "PROJECT_PAUSED", /Project 2 is paused/);
  });

  it("a version without a program", async () => {
    assertRefused(await send(gateway.url, { projectVersion: "v9" }), 404, "PROGRAM_NOT_FOUND", /version "v9"/);
  });

  it("a version that was retired, or that a former owner of the project published", async () => {
    await gateway.chain.program(projectID, "v8", { active: false, retired: true });
    await gateway.chain.program(projectID, "v7", { active: false });
    const retired = await send(gateway.url, { projectVersion: "v8" });
    assertRefused(retired, 403, "PROGRAM_RETIRED", /Version "v8" of project 912 is retired/);
    const unconfirmed = await send(gateway.url, { projectVersion: "v7" });
    assertRefused(unconfirmed, 403, "PROGRAM_NOT_CONFIRMED", /former owner/);
  });

  it("a project whose owner never authorised this gateway, or no longer does", async () => {
    for (const project of [3, 4]) {
      const answer = await send(gateway.url, { projectID: project });
      assertRefused(answer, 403, "GATEWAY_NOT_AUTHORISED", /may not submit/);
    }
  });

  it("a project its operator does not work for, though the owner has authorised it", async () => {
    const choosy = await serve(gateway.database, undefined, new Set(["1"]));
    assertRefused(await send(choosy.url), 403, "PROJECT_NOT_SERVED", /does not work for project 912/);
    await choosy.close();
  });

  it("a signature that recovers to no key", async () => {
    const forged = { ...(await message()), signature: `0x${"ff".repeat(64)}00` };
    assertRefused(await post(gateway.url, forged), 401, "SIGNATURE_INVALID", /not a valid secp256k1 signature/);
  });

  it("a message that was changed after it was signed", async () => {
    const tampered = { ...(await message()), data: '{"temperature":99}' };
    assertRefused(await post(gateway.url, tampered), 403, "DEVICE_NOT_REGISTERED", /wrong signature recovers to/);
  });

  it("a device the project does not know, or no longer does", async () => {
    assertRefused(
      await send(gateway.url, {}, stranger),
      403,
      "DEVICE_NOT_REGISTERED",
      new RegExp(stranger.address, "i"),
    );
    assertRefused(await send(gateway.url, { projectID: 5 }), 403, "DEVICE_NOT_REGISTERED", /project 5/);
  });

  it("a project that wants more messages in a task than a payload holds", async () => {
    await gateway.chain.attribute(projectID, "AggregationAmount", `0x${(5000).toString(16).padStart(64, "0")}`);
    const answer = await send(gateway.url);
    await gateway.chain.attribute(projectID, "AggregationAmount", "0x");
    assertRefused(answer, 403, "AGGREGATION_AMOUNT_INVALID", /5000 messages/);
  });

  it("anything at an address that does not exist", async () => {
    assertRefused(await get(`${gateway.url}/nothing`), 404, "ROUTE_NOT_FOUND", /no GET \/nothing/);
  });

  it("questions that are no questions, each with its own code", async () => {
    const hash = `0x${"ab".repeat(32)}`;
    assertRefused(await get(`${gateway.url}/payload/0x12`), 400, "PAYLOAD_HASH_INVALID", /not the hash/);
    assertRefused(await get(`${gateway.url}/payload/${hash}`), 404, "PAYLOAD_NOT_FOUND", /no payload/);
    const payloads = `${gateway.url}/payloads`;
    for (const query of ["", "?hashes=", `?hashes=${Array(65).fill(hash).join()}`, `?hashes=${hash}&hashes=${hash}`])
      assertRefused(await get(payloads + query), 400, "PAYLOAD_HASHES_INVALID", /1 to 64/);
    assertRefused(await get(`${payloads}?hashes=${hash},0x12`), 400, "PAYLOAD_HASH_INVALID", /not the hash/);
    assertRefused(await get(`${gateway.url}/message/xyz`), 404, "MESSAGE_NOT_FOUND", /no message/);
    assertRefused(await get(`${gateway.url}/task/12`), 400, "QUERY_INVALID", /taskID/);
    assertRefused(await get(`${gateway.url}/task/${hash}?projectID=x`), 400, "QUERY_INVALID", /projectID/);
    assertRefused(await get(`${gateway.url}/task/${hash}`), 404, "TASK_NOT_FOUND", /no task/);
  });
});
