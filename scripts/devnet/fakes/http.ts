import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeRequest {
  method: string;
  /** Path without the query, below the fake's address. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** A status with a body: bytes as they are, anything else as JSON. */
export interface FakeAnswer {
  status: number;
  body?: unknown;
}

/** What is wrong with a service: for all requests, or for those that a function names. */
export type Trouble = "failing" | "garbage" | "slow" | "gone" | "flooding";

export interface FakeServer {
  url: string;
  /** All requests so far. */
  requests: FakeRequest[];
  /** May be set at any time: what goes wrong with a request; undefined for nothing. */
  trouble: ((request: FakeRequest) => Trouble | undefined) | undefined;
  close(): Promise<void>;
}

/** A real HTTP server on 127.0.0.1 that answers by a function, and badly when told to. */
export async function startFake(
  answer: (request: FakeRequest, url: string) => FakeAnswer | Promise<FakeAnswer>,
): Promise<FakeServer> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://fake");
      const { method = "GET", headers } = incoming;
      const request = { method, path: pathname, query: searchParams, headers, body: Buffer.concat(chunks) };
      fake.requests.push(request);
      const trouble = fake.trouble?.(request);
      if (trouble === "slow") return; // never answers; the connection stays open until the fake is closed
      if (trouble === "gone") return void incoming.socket.destroy();
      const answered = trouble
        ? Promise.resolve(TROUBLES[trouble]())
        : Promise.resolve().then(() => answer(request, fake.url));
      void answered
        .catch((error: unknown) => ({ status: 500, body: { type: "InternalErr", msg: String(error) } }))
        .then(({ status, body }) => {
          if (body instanceof Uint8Array) return response.writeHead(status).end(body);
          response.writeHead(status, { "content-type": "application/json" });
          return response.end(body === undefined ? "" : JSON.stringify(body));
        });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    trouble: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

const TROUBLES: Record<"failing" | "garbage" | "flooding", () => FakeAnswer> = {
  failing: () => ({ status: 503, body: { type: "InternalErr", msg: "overloaded" } }),
  garbage: () => ({ status: 200, body: Buffer.from("<html>not what you asked for</html>") }),
  flooding: () => ({ status: 200, body: Buffer.alloc(64 * 1024 * 1024, 0x20) }),
};
