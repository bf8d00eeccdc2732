import type { Address } from "viem";
import { W3bError } from "../../protocol/errors.ts";
import { enqueue } from "../outbox.ts";
import type { Head, SenderContext } from "./context.ts";

/**
 * Throws W3bError CHAIN_BEHIND_OUTBOX when nonces whose transactions are final are still free on the chain: the endpoint
 * is far behind, or this database belongs to another chain (a development chain that was started anew).
 */
export async function assertSameChain({ db, account }: SenderContext, { nextNonce }: Head): Promise<void> {
  const { rows } = await db.query<{ nonce: number }>(
    `SELECT max(nonce)::int AS nonce FROM node.outbox
     WHERE account = lower($1) AND nonce >= $2 AND state IN ('final', 'failed')`,
    [account.address, nextNonce],
  );
  const nonce = rows[0]?.nonce ?? null;
  if (nonce === null) return;
  throw new W3bError("CHAIN_BEHIND_OUTBOX", `The chain's next nonce is ${nextNonce}, but ${nonce} was final before`, {
    kind: "unavailable",
    meaning: "The endpoint is far behind, or the database was used with another chain. Nothing is sent.",
    action: "Wait or use another endpoint; for a development chain that was started anew, use a new database.",
  });
}

/**
 * The nonces for the next transactions: the lowest that neither the chain nor the outbox has used. They fill gaps first,
 * because nothing behind a gap is ever mined.
 */
export async function freeNonces(
  { db, account }: SenderContext,
  { nextNonce }: Head,
  count: number,
): Promise<number[]> {
  const taken = await takenNonces(db, account.address, nextNonce);
  const free: number[] = [];
  for (let nonce = nextNonce; free.length < count; nonce++) if (!taken.has(nonce)) free.push(nonce);
  return free;
}

/** Whether something is under way that cannot be mined because nothing has the nonce before it. */
export async function hasGap({ db, account }: SenderContext, { nextNonce }: Head): Promise<boolean> {
  const taken = await takenNonces(db, account.address, nextNonce);
  return taken.size > 0 && !taken.has(nextNonce);
}

/**
 * Closes a gap that nothing queued will fill, with an empty transaction to ourselves. Gaps come about when rows of the
 * outbox were lost (a restored backup) or a node refused one for good while later ones were on their way.
 */
export async function fillGap({ db, account, logger }: SenderContext, { nextNonce }: Head): Promise<boolean> {
  const [id, kind] = [`empty:${account.address.toLowerCase()}:${nextNonce}`, "empty"];
  logger.warn({ account: account.address, nonce: nextNonce }, "A nonce was skipped; sending an empty transaction");
  return enqueue(db, { id, kind, account: account.address, to: account.address, data: "0x" });
}

async function takenNonces(db: SenderContext["db"], account: Address, from: number): Promise<Set<number>> {
  const { rows } = await db.query<{ nonce: number }>(
    "SELECT nonce::int FROM node.outbox WHERE account = lower($1) AND nonce >= $2",
    [account, from],
  );
  return new Set(rows.map(({ nonce }) => nonce));
}
