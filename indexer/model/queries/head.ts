import { W3bError } from "../../../node/protocol/errors.ts";
import { read, type Reader } from "./read.ts";

/** The highest block whose events are in the tables; undefined before the first. */
export async function indexedHead(pool: Reader): Promise<number | undefined> {
  const heads = await read<{ height: number }>(
    pool,
    `SELECT greatest(height, (SELECT max(height) FROM chain_status.hot_block)) AS height FROM chain_status.status`,
  ).catch((error: unknown) => {
    if (error instanceof W3bError && error.code === "INDEX_NOT_READY") return [];
    throw error;
  });
  const height = heads[0]?.height ?? -1;
  return height < 0 ? undefined : height;
}
