import "../../../indexer/api/environment.ts";
import assert from "node:assert/strict";
import { connect } from "node:net";
import { startApi } from "../../../indexer/api/server.ts";
import { socketLimits, type SocketLimits } from "../../../node/http/socket-limits.ts";
import { type ProverHealth, serveHealth } from "../../../node/prover/health.ts";
import { listeningLogger } from "../../indexer/support/world.ts";
import { serve, testGateway, type TestGateway } from "../gateway/support/gateway.ts";

/** So short that every client is slow, or idle. */
const [endless, short] = [200_000, 50];
const hasty: SocketLimits = { requestMs: short, idleMs: endless, checkMs: 10 };
const restless: SocketLimits = { requestMs: endless, idleMs: short, checkMs: 10 };

interface Raw {
  status: number;
  body: Record<string, unknown>;
}

/** All that the server says to these bytes until it closes the connection. */
async function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => void socket.write(text));
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined); // closed while something was on its way
  await new Promise((resolve) => socket.once("close", resolve));
  return Buffer.concat(chunks).toString();
}

function parsed(answer: string): Raw {
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), body: JSON.parse(body) as Record<string, unknown> };
}

const well: ProverHealth = { status: "ok", indexedBlock: null, chain: null, errors: [] };

describe("clients that speak no good HTTP, or none", () => {
  let gateway: TestGateway;
  const servers: Record<string, (sockets: SocketLimits) => Promise<{ url: string; close(): Promise<void> }>> = {
    gateway: (sockets) => serve(gateway.database, undefined, "any", sockets),
    "indexer's GraphQL": (sockets) =>
      startApi(
        {
          databaseUrl: gateway.database.url,
          head: () => Promise.reject(new Error("no chain")),
          port: 0,
          host: "127.0.0.1",
          sockets,
        },
        listeningLogger(),
      ),
    "prover's health": (sockets) => serveHealth(() => Promise.resolve(well), { host: "127.0.0.1", port: 0, sockets }),
  };
  before(async () => {
    gateway = await testGateway();
  });
  after(() => gateway.stop());

  for (const [name, start] of Object.entries(servers)) {
    describe(`of the ${name}`, () => {
      let patient: Awaited<ReturnType<typeof start>>;
      let impatient: Awaited<ReturnType<typeof start>>;
      let idle: Awaited<ReturnType<typeof start>>;
      before(async () => {
        [patient, impatient, idle] = [await start(socketLimits), await start(hasty), await start(restless)];
      });
      after(async () => {
        await patient.close();
        await impatient.close();
        await idle.close();
      });

      function assertRefused(answer: string, status: number, code: string): void {
        const refused = parsed(answer);
        assert.deepEqual([refused.status, refused.body["code"]], [status, code]);
        assert.match(String(refused.body["error"]), /^[A-Z].*\.$/s);
        assert.match(String(refused.body["requestId"]), /^[0-9a-f-]{36}$/);
      }

      it("are told 400 for what is no request", async () => {
        assertRefused(await raw(patient.url, "HELLO\r\n\r\n"), 400, "BAD_REQUEST");
      });

      it("are told 431 for headers that are too long", async () => {
        const headers = `GET / HTTP/1.1\r\nhost: x\r\na: ${"a".repeat(20_000)}\r\n\r\n`;
        assertRefused(await raw(patient.url, headers), 431, "HEADERS_TOO_LARGE");
      });

      it("are told 431 for an address that is too long, which counts as headers", async () => {
        const address = `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`;
        assertRefused(await raw(patient.url, address), 431, "HEADERS_TOO_LARGE");
      });

      it("are told 404 for an address that nothing is at, however long it is", async () => {
        const address = `GET /nothing/${"a".repeat(5_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
        assertRefused(await raw(patient.url, address), 404, "ROUTE_NOT_FOUND");
      });

      it("may ask for /health as monitors do: with HEAD, or a parameter", async () => {
        const health = new URL("/health", patient.url);
        const { status } = await fetch(health);
        assert.ok([200, 503].includes(status));
        assert.equal((await fetch(health, { method: "HEAD" })).status, status);
        assert.equal((await fetch(`${health.href}?at=1`)).status, status);
      });

      const post = `POST ${name === "gateway" ? "/message" : "/graphql"} HTTP/1.1\r\nhost: x\r\n`;
      const slow = {
        "headers that do not end": post,
        // Nothing that a prover serves takes a body.
        ...(!name.startsWith("prover") && {
          "a body that does not come": `${post}content-type: application/json\r\ncontent-length: 10\r\n\r\n`,
        }),
      };
      for (const [what, bytes] of Object.entries(slow)) {
        it(`are told 408 and let go for ${what}`, async () => {
          assertRefused(await raw(impatient.url, bytes), 408, "REQUEST_TIMEOUT");
        });
      }

      it("are let go when they say nothing", async () => {
        assert.equal(await raw(idle.url, ""), "");
        assert.equal(await raw(idle.url, post), "");
      });

      it("do not delay the others", async () => {
        const { hostname, port } = new URL(impatient.url);
        const held = Array.from({ length: 50 }, () => {
          const socket = connect(Number(port), hostname, () => void socket.write("POST / HTTP/1.1\r\nhost: x\r\n"));
          socket.on("error", () => undefined).resume();
          return new Promise((resolve) => socket.once("close", resolve));
        });
        const answer = await fetch(new URL("/health", patient.url));
        assert.ok([200, 503].includes(answer.status));
        await Promise.all(held);
      });
    });
  }
});
