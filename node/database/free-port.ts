import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports which systems give to outgoing connections: nobody else gets one before it is listened to. */
const [lowest, highest] = [20_000, 29_999];

/** A TCP port of 127.0.0.1 that was free a moment ago and may be kept for good. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest + 1);
    if (await isFree(port)) return port;
  }
}

/** Whether a port of 127.0.0.1 was free a moment ago. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
