import type { Address, Hex } from "viem";
import type { Database } from "../outbox.ts";
import type { Fees } from "../fees.ts";

/** A transaction without a nonce. */
export interface QueuedRow {
  id: string;
  kind: string;
  to: Address;
  data: Hex;
  value: bigint;
  /** What the caller takes for enough; null to have it estimated. */
  knownGas: bigint | null;
  errorCode: string | null;
}

/** One with a nonce that is not final, without its data: batches are long, and every poll reads these rows. */
export interface SentRow {
  id: string;
  state: "broadcast" | "mined";
  nonce: number;
  errorCode: string | null;
  transactionHash: Hex | null;
  block: number | null;
  /** Oldest first; never empty. */
  attempts: SentAttempt[];
}

/** A signed transaction. */
export interface Attempt extends SentAttempt {
  raw: Hex;
}

/** What is known of a signed transaction besides its bytes. */
export interface SentAttempt extends Fees {
  hash: Hex;
  gas: bigint;
  /** The chain's height when it was signed. */
  block: number;
  /** Why a node will not take it, if so. */
  rejected: string | null;
}

const columns = `id, kind, to_address AS "to", data, value, gas AS "knownGas", error_code AS "errorCode"`;

/** The oldest queued transactions. */
export async function queuedRows(db: Database, account: Address, limit: number): Promise<QueuedRow[]> {
  const { rows } = await db.query<Stored<QueuedRow>>(
    `SELECT ${columns} FROM node.outbox WHERE account = lower($1) AND state = 'queued' ORDER BY created_at, id LIMIT $2`,
    [account, limit],
  );
  return rows.map(numbersOf);
}

/** What is broadcast or mined, by nonce. */
export async function sentRows(db: Database, account: Address): Promise<SentRow[]> {
  const { rows } = await db.query<Omit<SentRow, "attempts"> & { attempts: StoredAttempt[] }>(
    `SELECT id, error_code AS "errorCode", state, nonce::int, transaction_hash AS "transactionHash", block::int, (
       SELECT coalesce(json_agg(json_build_object('hash', hash, 'gas', gas::text, 'maxFee', max_fee::text,
         'priorityFee', priority_fee::text, 'block', block, 'rejected', rejected) ORDER BY created_at), '[]')
       FROM node.outbox_attempt a WHERE a.outbox_id = o.id AND a.nonce = o.nonce) AS attempts
     FROM node.outbox o WHERE account = lower($1) AND state IN ('broadcast', 'mined') ORDER BY nonce`,
    [account],
  );
  return rows.map((row) => ({ ...row, attempts: row.attempts.map(attemptOf) }));
}

/** What a transaction calls. */
export async function callOf(db: Database, id: string): Promise<Pick<QueuedRow, "to" | "data" | "value">> {
  const { rows } = await db.query<{ to: Address; data: Hex; value: string }>(
    `SELECT to_address AS "to", data, value FROM node.outbox WHERE id = $1`,
    [id],
  );
  const { to, data, value } = rows[0]!;
  return { to, data, value: BigInt(value) };
}

/** The signed bytes of an attempt. */
export async function rawOf(db: Database, hash: Hex): Promise<Hex> {
  const { rows } = await db.query<{ raw: Hex }>("SELECT raw FROM node.outbox_attempt WHERE hash = $1", [hash]);
  return rows[0]!.raw;
}

/** How much is not final. */
export interface Work {
  /** Transactions that are queued or broadcast. */
  unmined: number;
  mined: number;
  /** The highest block of those that are mined; null without any. */
  block: number | null;
}

export async function workOf(db: Database, account: Address): Promise<Work> {
  const { rows } = await db.query<Work>(
    `SELECT (count(*) FILTER (WHERE state <> 'mined'))::int AS unmined,
       (count(*) FILTER (WHERE state = 'mined'))::int AS mined, max(block)::int AS block
     FROM node.outbox WHERE account = lower($1) AND state IN ('queued', 'broadcast', 'mined')`,
    [account],
  );
  return rows[0]!;
}

/** Gives a queued transaction its nonce and first attempt, in one step. */
export async function saveFirstAttempt(db: Database, id: string, nonce: number, attempt: Attempt): Promise<void> {
  await db.query(
    `WITH sent AS (
       UPDATE node.outbox SET state = 'broadcast', nonce = $2, error_code = NULL, error = NULL,
         updated_at = clock_timestamp() WHERE id = $1 AND state = 'queued' RETURNING id)
     ${insertAttempt} FROM sent`,
    [id, nonce, ...valuesOf(attempt)],
  );
}

/** Adds an attempt with other fees. */
export async function saveNextAttempt(db: Database, id: string, nonce: number, attempt: Attempt): Promise<void> {
  await db.query(
    `WITH sent AS (SELECT id FROM node.outbox WHERE id = $1 AND state = 'broadcast' AND nonce = $2)
     ${insertAttempt} FROM sent`,
    [id, nonce, ...valuesOf(attempt)],
  );
}

const insertAttempt = `INSERT INTO node.outbox_attempt
  (outbox_id, nonce, hash, raw, gas, max_fee, priority_fee, block)
  SELECT id, $2::bigint, $3, $4, $5::numeric, $6::numeric, $7::numeric, $8::bigint`;

function valuesOf({ hash, raw, gas, maxFee, priorityFee, block }: Attempt): unknown[] {
  return [hash, raw, String(gas), String(maxFee), priorityFee === null ? null : String(priorityFee), block];
}

/** Postgres gives numeric columns as decimal strings. */
type Stored<Row> = Omit<Row, "value" | "knownGas"> & { value: string; knownGas: string | null };

function numbersOf<Row extends { value: string; knownGas: string | null }>(row: Row) {
  return { ...row, value: BigInt(row.value), knownGas: row.knownGas === null ? null : BigInt(row.knownGas) };
}

interface StoredAttempt extends Omit<SentAttempt, "gas" | "maxFee" | "priorityFee"> {
  gas: string;
  maxFee: string;
  priorityFee: string | null;
}

function attemptOf({ gas, maxFee, priorityFee, ...rest }: StoredAttempt): SentAttempt {
  const priority = priorityFee === null ? null : BigInt(priorityFee);
  return { ...rest, gas: BigInt(gas), maxFee: BigInt(maxFee), priorityFee: priority };
}
