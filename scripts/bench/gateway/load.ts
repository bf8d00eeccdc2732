import { connect, type Socket } from "node:net";
import { once } from "node:events";

/**
 * Sends each request once over keep-alive connections, the next one of a connection after its answer; resolves with each
 * answer's time in milliseconds. Speaks HTTP/1.1 by itself, to take as little of the machine as it can. Throws unless
 * every answer is 200.
 */
export async function sendAll(url: string, requests: readonly Buffer[], connections: number): Promise<number[]> {
  const { hostname, port } = new URL(url);
  const times: number[] = [];
  let next = 0;
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      await once(socket, "connect");
      return socket;
    }),
  );
  await Promise.all(
    sockets.map(async (socket) => {
      while (next < requests.length) {
        const start = performance.now();
        await exchange(socket, requests[next++]!);
        times.push(performance.now() - start);
      }
      socket.end();
    }),
  );
  return times;
}

/** The bytes of `POST <path>` with this body. */
export function postOf(url: string, path: string, body: string): Buffer {
  const head = `POST ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-type: application/json\r\n`;
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const receive = (chunk: Buffer) => {
      answer += chunk.toString("latin1");
      const end = answer.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
      if (end < 0 || answer.length < end + 4 + length) return;
      socket.off("data", receive).off("error", reject);
      if (answer.startsWith("HTTP/1.1 200")) resolve();
      else reject(new Error(`The gateway answered ${answer}`));
    };
    socket.on("data", receive).once("error", reject);
    socket.write(request);
  });
}
