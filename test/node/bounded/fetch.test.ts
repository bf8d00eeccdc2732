import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGzip, deflateSync, gzipSync } from "node:zlib";
import { boundedFetch, type FetchLimits, type FetchRequest } from "../../../node/bounded/fetch.ts";

describe("a bounded fetch", () => {
  let server: Server;
  let answer: RequestListener;
  let url: URL;
  before(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = (limits: Partial<FetchLimits> = {}, request: FetchRequest = {}, at = url) =>
    boundedFetch(at, { maxBytes: 100_000, totalMs: 60_000, allowPrivate: true, ...limits }, request);
  const textOf = async (asked: ReturnType<typeof ask>) => Buffer.from((await asked).bytes).toString();
  /** Writes without end, until the client has gone; resolves then. */
  const endlessly = (response: ServerResponse, chunk: Buffer, out: NodeJS.WritableStream = response) => {
    const more = () => {
      while (!response.destroyed && out.write(chunk));
      if (!response.destroyed) out.once("drain", more);
    };
    more();
    return once(response, "close");
  };

  it("gives an answer's status and bytes, compressed or not, and follows no redirect", async () => {
    answer = (request, response) => response.end(`${request.method} ${request.headers["x-key"] as string}`);
    assert.equal(await textOf(ask({}, { method: "POST", headers: { "x-key": "7" }, body: "x" })), "POST 7");
    for (const [encoding, bytes] of [
      ["gzip", gzipSync("text")],
      ["deflate", deflateSync("text")],
    ] as const) {
      answer = (_, response) => response.writeHead(200, { "content-encoding": encoding }).end(bytes);
      assert.equal(await textOf(ask()), "text");
    }
    answer = (_, response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    assert.equal((await ask()).status, 302);
  });

  it("sends forms", async () => {
    const body = new FormData();
    body.append("name", "value");
    answer = (request, response) => request.pipe(response);
    assert.match(await textOf(ask({}, { method: "POST", body })), /name="name"\r\n\r\nvalue\r\n/);
  });

  it("ends an answer beyond the limit, be it of 10 GB or a bomb that compression made small", async () => {
    let closed: Promise<unknown> | undefined;
    answer = (_, response) => {
      response.setHeader("content-length", 10e9);
      closed = endlessly(response, Buffer.alloc(50_000));
    };
    await assert.rejects(ask(), { reason: "tooLarge", message: /100000 bytes/ });
    await closed;
    answer = (_, response) => {
      response.setHeader("content-encoding", "gzip");
      const gzip = createGzip();
      gzip.pipe(response);
      closed = endlessly(response, Buffer.alloc(1_000_000), gzip);
    };
    await assert.rejects(ask(), { reason: "tooLarge" });
    await closed;
  });

  it("gives up an answer that drips, and one that never begins", async () => {
    const limits = { leastBytesPerSecond: 1e9, graceMs: 0 };
    answer = (_, response) => {
      const timer = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(timer));
    };
    await assert.rejects(ask(limits), { reason: "unavailable", message: /too slowly/ });
    await assert.rejects(ask({ totalMs: 300 }), { reason: "unavailable", message: /not done within 300 ms/ });
    answer = () => undefined;
    await assert.rejects(ask(limits), { message: /too slowly/ });
  });

  it("says why nothing came", async () => {
    answer = (_, response) => void response.destroy();
    await assert.rejects(ask(), { reason: "unavailable" });
    answer = (_, response) => response.writeHead(200, { "content-encoding": "secret" }).end("x");
    await assert.rejects(ask(), { reason: "unavailable", message: /encoding "secret"/ });
    answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip");
    await assert.rejects(ask(), { reason: "unavailable" });
    answer = (_, response) => response.writeHead(200, { "content-length": 10 }).write("x", () => response.destroy());
    await assert.rejects(ask(), { reason: "unavailable" });
    await assert.rejects(ask({}, {}, new URL("http://no-such-name.invalid/")), { reason: "unavailable" });
  });

  it("asks nothing on this machine or in private networks unless allowed", async () => {
    let asked = 0;
    answer = (_, response) => void response.end(String(++asked));
    for (const host of ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"]) {
      const at = new URL(`http://${host}:${url.port}/`);
      await assert.rejects(ask({ allowPrivate: false }, {}, at), { reason: "private" }, host);
    }
    assert.equal(await textOf(ask()), "1");
  });
});
