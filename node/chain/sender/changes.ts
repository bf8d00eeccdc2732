import type { Hex } from "viem";
import type { Database } from "../outbox.ts";
import type { Revert } from "../revert.ts";

/** What a receipt says. */
export interface Mined {
  hash: Hex;
  block: number;
  gasUsed: bigint;
  /** Why it reverted, if it did. */
  revert: Revert | undefined;
}

/** broadcast -> mined; or mined elsewhere, after a reorganisation. */
export async function markMined(db: Database, id: string, { hash, block, gasUsed, revert }: Mined): Promise<void> {
  await db.query(
    `UPDATE node.outbox SET state = 'mined', transaction_hash = $2, block = $3, gas_used = $4, error_code = $5,
       error = $6, updated_at = clock_timestamp() WHERE id = $1 AND state IN ('broadcast', 'mined')`,
    [id, hash, block, String(gasUsed), revert?.code ?? null, revert?.message ?? null],
  );
}

/** mined -> final, or failed if it reverted. */
export async function markFinal(db: Database, id: string): Promise<void> {
  await db.query(
    `UPDATE node.outbox SET state = CASE WHEN error_code IS NULL THEN 'final' ELSE 'failed' END,
       updated_at = clock_timestamp() WHERE id = $1 AND state = 'mined'`,
    [id],
  );
}

/** mined -> broadcast: a reorganisation undid it. */
export async function markUnmined(db: Database, id: string): Promise<void> {
  await db.query(
    `UPDATE node.outbox SET state = 'broadcast', transaction_hash = NULL, block = NULL, gas_used = NULL,
       error_code = NULL, error = NULL, updated_at = clock_timestamp() WHERE id = $1 AND state = 'mined'`,
    [id],
  );
}

/** -> queued: its nonce was used by a transaction that is not ours, so that none of its attempts can be mined any more. */
export async function markUnsent(db: Database, id: string): Promise<void> {
  await db.query(
    `UPDATE node.outbox SET state = 'queued', nonce = NULL, transaction_hash = NULL, block = NULL, gas_used = NULL,
       error_code = NULL, error = NULL, updated_at = clock_timestamp()
     WHERE id = $1 AND state IN ('broadcast', 'mined')`,
    [id],
  );
}

/** -> failed, for what was never in a block; the nonce is free for another. */
export async function markFailed(db: Database, id: string, { code, message }: Revert): Promise<void> {
  await db.query(
    `UPDATE node.outbox SET state = 'failed', nonce = NULL, error_code = $2, error = $3,
       updated_at = clock_timestamp() WHERE id = $1 AND state IN ('queued', 'broadcast')`,
    [id, code, message],
  );
}

/** Notes what holds it up; it goes on all the same. */
export async function noteTrouble(db: Database, id: string, trouble: Revert | undefined): Promise<void> {
  await db.query(
    `UPDATE node.outbox SET error_code = $2, error = $3, updated_at = clock_timestamp()
     WHERE id = $1 AND state IN ('queued', 'broadcast') AND error_code IS DISTINCT FROM $2`,
    [id, trouble?.code ?? null, trouble?.message ?? null],
  );
}

export async function markRejected(db: Database, hash: Hex, reason: string | null): Promise<void> {
  await db.query("UPDATE node.outbox_attempt SET rejected = $2 WHERE hash = $1", [hash, reason]);
}
