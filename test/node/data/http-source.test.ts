import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { httpSource as sourceAt, type HttpSourceOptions } from "../../../node/data/http-source.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";

const payload = Buffer.from("a payload");
const hash = sha256Of(payload);
/** The test's own server is on this machine. */
const httpSource = (uri: string, options: HttpSourceOptions = {}) => sourceAt(uri, { allowPrivate: true, ...options });

describe("httpSource", () => {
  let server: Server;
  let uri: string;
  let answer: RequestListener;
  let paths: string[];
  before(async () => {
    server = createServer((request, response) => {
      paths.push(request.url ?? "");
      answer(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    uri = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  beforeEach(() => (paths = []));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("reads <uri>/payload/<hash>, with or without a slash or a path in the uri", async () => {
    answer = (_, response) => response.end(payload);
    for (const base of [uri, `${uri}/`, `${uri}/gateway`]) {
      assert.deepEqual(Buffer.from((await httpSource(base).get(hash)) ?? []), payload);
    }
    assert.deepEqual(paths, [`/payload/${hash}`, `/payload/${hash}`, `/gateway/payload/${hash}`]);
  });

  it("does not have what the gateway does not know", async () => {
    answer = (_, response) => response.writeHead(404).end("no");
    assert.equal(await httpSource(uri).get(hash), undefined);
  });

  it("refuses other bytes than asked for", async () => {
    answer = (_, response) => response.end("forged");
    await assert.rejects(httpSource(uri).get(hash), { code: "PAYLOAD_HASH_MISMATCH" });
  });

  it("stops reading at the limit, however long the answer goes on", async () => {
    let closed = false;
    answer = (_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(10_000)), 1);
      response.on("close", () => {
        clearInterval(timer);
        closed = true;
      });
    };
    await assert.rejects(httpSource(uri, { maxBytes: 50_000 }).get(hash), { code: "PAYLOAD_TOO_LARGE" });
    while (!closed) await new Promise((resolve) => setImmediate(resolve));
  });

  describe("asked for several", () => {
    const other = Buffer.from("another");
    const encoded = (payloads: Record<string, unknown>) => JSON.stringify({ payloads });

    it("reads <uri>/payloads?hashes=<hash>,<hash>, and takes what it asked for of the answer", async () => {
      const unasked = sha256Of(Buffer.from("unasked"));
      answer = (_, response) =>
        response.end(
          encoded({ [hash]: payload.toString("base64"), [unasked]: Buffer.from("unasked").toString("base64") }),
        );
      const found = await httpSource(`${uri}/gateway`).getSome([hash, sha256Of(other)], 1_000);
      assert.deepEqual([...found], [[hash, payload]]);
      assert.deepEqual(paths, [`/gateway/payloads?hashes=${hash},${sha256Of(other)}`]);
    });

    it("has none where the gateway does not know the question", async () => {
      answer = (_, response) => response.writeHead(404).end("no");
      assert.equal((await httpSource(uri).getSome([hash], 1_000)).size, 0);
    });

    it("refuses other bytes than asked for, and answers of another form or size", async () => {
      for (const [text, code] of [
        [encoded({ [hash]: other.toString("base64") }), "PAYLOAD_HASH_MISMATCH"],
        ["<html>", "PAYLOAD_UNAVAILABLE"],
        ["null", "PAYLOAD_UNAVAILABLE"],
        ['{"payloads": 7}', "PAYLOAD_UNAVAILABLE"],
        [encoded({ [hash]: "x".repeat(5_000) }), "PAYLOAD_TOO_LARGE"],
      ] as const) {
        answer = (_, response) => response.end(text);
        await assert.rejects(httpSource(uri).getSome([hash], 1_000), { code }, text.slice(0, 50));
      }
    });
  });

  it("asks no gateway on this machine or in a private network unless the operator allows it", async () => {
    await assert.rejects(sourceAt(uri).get(hash), { code: "PAYLOAD_SOURCE_PRIVATE", kind: "input" });
    await assert.rejects(sourceAt("http://10.0.0.1").getSome([hash], 1_000), { code: "PAYLOAD_SOURCE_PRIVATE" });
    assert.deepEqual(paths, []);
  });

  it("does not follow redirects", async () => {
    answer = (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    await assert.rejects(httpSource(uri).get(hash), { code: "PAYLOAD_UNAVAILABLE", kind: "unavailable" });
  });

  it("gives a slow or failing gateway up, worth another try", async () => {
    answer = () => undefined;
    await assert.rejects(httpSource(uri, { timeoutMs: 50 }).get(hash), { code: "PAYLOAD_UNAVAILABLE" });
    answer = (_, response) => response.writeHead(500).end();
    await assert.rejects(httpSource(uri).get(hash), { code: "PAYLOAD_UNAVAILABLE", message: /status 500/ });
    await assert.rejects(httpSource("http://127.0.0.1:1").get(hash), { code: "PAYLOAD_UNAVAILABLE" });
  });

  it("refuses uris that are no gateway's", () => {
    const wrong = ["", "file:///etc/passwd", "ftp://x/", `${uri}/latest?x=`, `${uri}/#`, "http://user:secret@host/"];
    for (const each of wrong) assert.throws(() => httpSource(each), { code: "PAYLOAD_SOURCE_INVALID" }, each);
  });
});
