import pg from "pg";
import { messageOf } from "../../node/protocol/errors.ts";
import { type Head, headTroubles } from "../../node/protocol/head-health.ts";
import { indexedHead } from "../model/queries/head.ts";

/** How far the tables are behind the chain, in blocks; what could not be learnt is null and named in `errors`. */
export interface Health {
  /** The chain's height. */
  head: number | null;
  /** How long ago that block was made, in seconds. */
  ageSeconds: number | null;
  /** The highest block in the tables. */
  indexed: number | null;
  lag: number | null;
  /** Why it is not healthy: the chain or the database is not there, stands still, or the tables are far behind. */
  errors: string[];
}

/** Returns a function that asks chain and tables where they are; it never throws. */
export function healthOf(head: () => Promise<Head>, pool: pg.Pool): () => Promise<Health> {
  return async () => {
    const errors: string[] = [];
    const failed = (what: string) => (error: unknown) => {
      // Not the whole error: viem's may name what is not everybody's business, and this answer is public.
      errors.push(`${what}: ${error instanceof Error && "details" in error ? error.name : messageOf(error)}`);
      return null;
    };
    const [newest, indexed] = await Promise.all([
      head().catch(failed("chain")),
      indexedHead(pool).then((height) => height ?? undefined, failed("database")),
    ]);
    if (newest !== null && indexed !== null) errors.push(...headTroubles(newest, indexed));
    else if (newest !== null) errors.push(...headTroubles(newest, newest.block));
    return {
      head: newest?.block ?? null,
      ageSeconds: newest?.ageSeconds ?? null,
      indexed: indexed ?? null,
      lag: newest === null || indexed === null || indexed === undefined ? null : Math.max(0, newest.block - indexed),
      errors,
    };
  };
}
