import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FileServer {
  /** Makes `bytes` available and returns their URL. */
  add(name: string, bytes: Uint8Array): string;
  close(): Promise<void>;
}

/** Serves project files of the development network from memory, on 127.0.0.1. */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, Uint8Array>();
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? "");
    response.writeHead(file ? 200 : 404, { "content-type": file ? "application/json" : "text/plain" });
    response.end(file ?? "No such file\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    add(name, bytes) {
      files.set(`/${name}`, bytes);
      return `http://127.0.0.1:${port}/${name}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
