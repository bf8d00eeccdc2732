import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { projectFileLimits } from "../../node/protocol/project-file.ts";
import { sha256Of } from "../../node/protocol/sha256.ts";

export interface FileServer {
  /** Where files are put: `PUT <url>/<sha256 in hex>.json`. */
  url: string;
  /** Makes `bytes` available and returns their URL. */
  add(name: string, bytes: Uint8Array): string;
  close(): Promise<void>;
}

/** As much as the largest project file nodes read. */
const maxBytes = projectFileLimits.fileBytes;

/**
 * Serves project files of the development network from memory, on 127.0.0.1. `w3b project publish` puts files there: a name is
 * its content's hash, so that nobody can replace what a project has published.
 */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, Uint8Array>();
  /** Takes a file and says how that went. */
  const put = async (request: IncomingMessage): Promise<[status: number, text: string]> => {
    const bytes = await bodyOf(request).catch(() => undefined);
    if (!bytes) return [413, `A file has ${maxBytes} bytes at most`];
    const name = `/${sha256Of(bytes).slice(2)}.json`;
    if (name !== request.url) return [409, "A file's name is its SHA-256"];
    files.set(name, bytes);
    return [201, "Kept until the network stops"];
  };
  const server = createServer((request, response) => {
    const answer = (status: number, text: string) => response.writeHead(status).end(`${text}\n`);
    const file = files.get(request.url ?? "");
    if (request.method === "PUT") void put(request).then(([status, text]) => answer(status, text));
    else if (!file) answer(404, "No such file");
    else response.writeHead(200, { "content-type": "application/json" }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    add(name, bytes) {
      files.set(`/${name}`, bytes);
      return `${url}/${name}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError("too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
