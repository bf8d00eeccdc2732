import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Address, Hex } from "viem";
import { W3bError } from "../protocol/errors.ts";

/** A transaction to be sent. */
export interface OutboxTransaction {
  /** Idempotency key, at most 200 characters, for example "claim:<task id>". The first with a key counts. */
  id: string;
  /** The account that sends it; its TransactionSender must run somewhere on this database. */
  account: Address;
  /** What it does, for logs and statistics: "claim", "prove", ... */
  kind: string;
  to: Address;
  data: Hex;
  /** Wei. Default 0. */
  value?: bigint;
  /**
   * Gas that should be enough. The call is tried with it, and sent with a fifth more; only where it is not enough the
   * chain estimates, which makes it run the call many times over. Default: the chain estimates.
   */
  gas?: bigint;
}

/**
 * queued -> broadcast -> mined -> final, or failed. broadcast: it has a nonce and is being sent. mined: it has a receipt
 * that a reorganisation may still undo (then it is broadcast again). final and failed are for ever.
 */
export type OutboxState = "queued" | "broadcast" | "mined" | "final" | "failed";

/** How far a transaction has come. */
export interface OutboxStatus {
  id: string;
  account: Address;
  kind: string;
  state: OutboxState;
  nonce: number | null;
  /**
   * Set while `mined` and when `failed`: the contract's named error, or REVERTED, OUT_OF_GAS, REFUSED. On a queued or
   * broadcast transaction it says what holds it up, for example INSUFFICIENT_FUNDS; it goes on by itself.
   */
  errorCode: string | null;
  /** The error in full, for people. */
  error: string | null;
  /** Set once mined. */
  transactionHash: Hex | null;
  block: number | null;
  gasUsed: bigint | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A pool, or a client in a transaction. */
export type Database = Pick<Pool, "query">;

/**
 * Writes down what is to be sent. Given a client in a transaction, the intention is stored together with the caller's
 * own state or not at all. Returns false if there is one with this id already; nothing changes then.
 */
export async function enqueue(db: Database, transaction: OutboxTransaction): Promise<boolean> {
  const { id, account, kind, to, data, value = 0n, gas } = transaction;
  const { rowCount } = await db.query(
    `INSERT INTO node.outbox (id, account, kind, to_address, data, value, gas)
     VALUES ($1, lower($2), $3, lower($4), $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
    [id, account, kind, to, data, value.toString(), gas?.toString()],
  );
  return rowCount === 1;
}

/** How far the transaction has come; undefined if there is none with this id. */
export async function status(db: Database, id: string): Promise<OutboxStatus | undefined> {
  return (await statuses(db, [id])).get(id);
}

/** How far transactions have come, by id. */
export async function statuses(db: Database, ids: readonly string[]): Promise<Map<string, OutboxStatus>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<StatusRow>(
    `SELECT id, account, kind, state, nonce, error_code AS "errorCode", error, transaction_hash AS "transactionHash",
       block, gas_used AS "gasUsed", created_at AS "createdAt", updated_at AS "updatedAt"
     FROM node.outbox WHERE id = ANY ($1)`,
    [ids],
  );
  const number = (text: string | null) => (text === null ? null : Number(text));
  return new Map(
    rows.map((row) => {
      const gasUsed = row.gasUsed === null ? null : BigInt(row.gasUsed);
      return [row.id, { ...row, nonce: number(row.nonce), block: number(row.block), gasUsed }];
    }),
  );
}

/**
 * Resolves when the transaction is mined (or, with `until: "final"`, final), or has failed: look at `state` and
 * `errorCode`. Throws W3bError TRANSACTION_UNKNOWN, TRANSACTION_TIMEOUT (it still goes on), or an AbortError.
 */
export async function waitFor(
  db: Database,
  id: string,
  options: { until?: "mined" | "final"; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<OutboxStatus> {
  const { until = "mined", timeoutMs = 120_000, signal } = options;
  const ends: OutboxState[] = until === "mined" ? ["mined", "final", "failed"] : ["final", "failed"];
  for (const deadline = Date.now() + timeoutMs; ; await sleep(50, undefined, { signal })) {
    const row = await status(db, id);
    if (!row) throw new W3bError("TRANSACTION_UNKNOWN", `There is no transaction "${id}" in the outbox`);
    if (ends.includes(row.state)) return row;
    if (Date.now() > deadline) {
      throw new W3bError("TRANSACTION_TIMEOUT", `"${id}" is still ${row.state} after ${timeoutMs / 1000} s`, {
        kind: "unavailable",
        meaning: row.error ?? "The chain has not mined it yet. It goes on by itself.",
        action: "Check that the chain is reachable, that the account's sender runs and that it has funds.",
      });
    }
  }
}

interface StatusRow extends Omit<OutboxStatus, "nonce" | "block" | "gasUsed"> {
  nonce: string | null;
  block: string | null;
  gasUsed: string | null;
}
