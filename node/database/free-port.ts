import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Ports that something may keep for good: below those which systems give to outgoing connections. */
export const lastingPorts = { from: 20_000, to: 29_999 };

/** A TCP port of 127.0.0.1 that was free a moment ago: any, or one of a range. */
export async function freePort(range?: { from: number; to: number }): Promise<number> {
  for (;;) {
    const port = await listenOnce(range ? randomInt(range.from, range.to + 1) : 0);
    if (port !== undefined) return port;
  }
}

/** Whether a port of 127.0.0.1 was free a moment ago. */
export async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/** The port once it was listened to, or undefined if another has it. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
