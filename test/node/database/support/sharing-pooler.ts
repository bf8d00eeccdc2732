import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import pg from "pg";

/** What a pooler gives and takes; see pool_mode of pgbouncer. */
export interface PoolerOptions {
  /** Where Postgres is. */
  url: string;
  mode: "transaction" | "statement";
}

/** A pooler like pgbouncer with one server connection for all clients, as far as simple queries go. */
export class SharingPooler {
  readonly url: string;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.#stop = stop;
  }

  static async start({ url, mode }: PoolerOptions): Promise<SharingPooler> {
    const shared = new pg.Client({ connectionString: url });
    await shared.connect();
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      serve(socket, shared, mode);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const own = new URL(url);
    own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new SharingPooler(own.href, async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await shared.end();
    });
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

/** Messages of the protocol, version 3: https://www.postgresql.org/docs/current/protocol-message-formats.html */
function serve(socket: Socket, shared: pg.Client, mode: PoolerOptions["mode"]): void {
  let isStarted = false;
  const ready = message("Z", Buffer.from("I"));
  socket.on("data", (bytes) => {
    if (!isStarted) {
      isStarted = true;
      return socket.write(Buffer.concat([message("R", Buffer.alloc(4)), ready]));
    }
    if (bytes[0] !== "Q".charCodeAt(0)) return socket.end();
    const sql = bytes.subarray(5, -1).toString();
    if (mode === "statement" && sql === "BEGIN") {
      const fields = "SFATAL\0C08P01\0Mtransaction blocks not allowed in statement pooling mode\0\0";
      return socket.write(Buffer.concat([message("E", Buffer.from(fields)), ready]));
    }
    // Whoever is in a transaction has the server for itself; here no two clients ever want it at once.
    void shared.query({ text: sql, rowMode: "array" }).then((result) => {
      const rows = result.rows as (string | number | null)[][];
      const names = result.fields.map(({ name }) => name);
      const description = Buffer.concat([int16(names.length), ...names.map(column)]);
      const data = rows.map((row) => message("D", Buffer.concat([int16(row.length), ...row.map(value)])));
      const head = names.length > 0 ? [message("T", description)] : [];
      socket.write(Buffer.concat([...head, ...data, message("C", Buffer.from("OK\0")), ready]));
    });
  });
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

/** A column of type int4, as text. */
function column(name: string): Buffer {
  return Buffer.concat([...[Buffer.from(`${name}\0`), int32(0), int16(0), int32(23), int16(4), int32(-1), int16(0)]]);
}

function value(of: string | number | null): Buffer {
  if (of === null) return int32(-1);
  const text = Buffer.from(String(of));
  return Buffer.concat([int32(text.length), text]);
}

function int16(of: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(of);
  return buffer;
}

function int32(of: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(of);
  return buffer;
}
