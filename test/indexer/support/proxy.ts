import { connect, createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A TCP forwarder that can be cut and mended, as a server or the way to it may fail. */
export interface Proxy {
  /** `url` with host and port replaced by the proxy's. */
  url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Forwards to the server of a URL; mended at the start unless told otherwise. */
export async function startProxy(target: string, { mended = true } = {}): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let own = 0;
  const mend = () =>
    new Promise<void>((resolve, reject) => {
      server = createServer((client) => {
        const upstream = connect(Number(port), hostname);
        for (const [one, other] of [
          [client, upstream],
          [upstream, client],
        ] as const) {
          sockets.add(one);
          one.pipe(other);
          one.on("error", () => other.destroy());
          one.on("close", () => {
            sockets.delete(one);
            other.destroy();
          });
        }
      });
      server.once("error", reject).listen(own, "127.0.0.1", () => {
        own = (server?.address() as AddressInfo).port;
        resolve();
      });
    });
  const cut = async () => {
    const closed = new Promise((resolve) => server?.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await mend();
  if (!mended) await cut();
  const url = new URL(target);
  url.host = `127.0.0.1:${own}`;
  return { url: url.toString().replace(/\/$/, ""), cut, mend };
}
