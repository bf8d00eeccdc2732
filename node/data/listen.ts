import type { Notification, Pool } from "pg";

/**
 * Calls `heard` with each notification of Postgres on one of the channels, and once without one at the start, for what
 * came before. Ends when the connection does (rejects) or `signal` aborts (resolves).
 */
export async function listen(
  pool: Pool,
  channels: string[],
  heard: (notification?: Notification) => void,
  signal: AbortSignal,
): Promise<void> {
  const client = await pool.connect();
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => undefined); // nobody waits for it yet while LISTEN is under way, and nobody after it failed
  const onAbort = () => ended.resolve();
  client.on("error", ended.reject);
  client.on("end", () => ended.reject(new Error("Connection terminated")));
  client.on("notification", heard);
  signal.addEventListener("abort", onAbort);
  try {
    for (const channel of channels) await client.query(`LISTEN ${channel}`);
    heard();
    if (!signal.aborted) await ended.promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    client.release(true); // closes the session, and with it its subscriptions
  }
}
