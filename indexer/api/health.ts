import pg from "pg";
import { createPublicClient, http, webSocket } from "viem";
import { messageOf } from "../../node/protocol/errors.ts";
import { indexedHead } from "../model/queries/head.ts";

/** How far the tables are behind the chain, in blocks; what could not be learnt is null and named in `errors`. */
export interface Health {
  /** The chain's height. */
  head: number | null;
  /** The highest block in the tables. */
  indexed: number | null;
  lag: number | null;
  errors: string[];
}

const TIMEOUT_MS = 2_000;

/** Returns a function that asks chain and tables where they are; it never throws. */
export function healthOf(rpcUrl: string, pool: pg.Pool): () => Promise<Health> {
  const options = { retryCount: 0, timeout: TIMEOUT_MS };
  const transport = rpcUrl.startsWith("ws") ? webSocket(rpcUrl, options) : http(rpcUrl, options);
  const client = createPublicClient({ transport, cacheTime: 0 });
  return async () => {
    const errors: string[] = [];
    const failed = (what: string) => (error: unknown) => {
      // Not the whole error: viem's names the RPC URL, which may hold a key, and this answer is public.
      errors.push(`${what}: ${error instanceof Error && "details" in error ? error.name : messageOf(error)}`);
      return null;
    };
    const [head, indexed] = await Promise.all([
      client.getBlockNumber().then(Number, failed("chain")),
      indexedHead(pool).then((height) => height ?? null, failed("database")),
    ]);
    const lag = head === null || indexed === null ? null : Math.max(0, head - indexed);
    return { head, indexed, lag, errors };
  };
}
