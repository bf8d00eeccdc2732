import type { Task } from "../task.ts";
import { read, type Reader } from "./read.ts";

/** The claimed tasks of a gateway whose claim ended before `now` (Unix s) without a proof, without those in `except`. */
export async function lateClaimsOf(
  pool: Reader,
  { gateway, now, except, limit }: { gateway: string; now: number; except: string[]; limit: number },
): Promise<Task[]> {
  return read<Task>(
    pool,
    `SELECT * FROM chain.task
     WHERE state = 'claimed' AND gateway = $1 AND claim_deadline < $2 AND id <> ALL ($3::text[])
     ORDER BY claim_deadline, id LIMIT $4`,
    [gateway.toLowerCase(), now, except, limit],
  );
}
