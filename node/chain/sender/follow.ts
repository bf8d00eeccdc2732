import { formatTransactionReceipt, type Hex, type TransactionReceipt } from "viem";
import { type Revert, revertOf } from "../revert.ts";
import { handOver } from "./broadcast.ts";
import { markFinal, markMined, markUnmined, markUnsent } from "./changes.ts";
import type { Head, SenderContext } from "./context.ts";
import { callOf, rawOf, type SentRow } from "./rows.ts";
import { quietPolls, whereabouts } from "./whereabouts.ts";

/**
 * Looks at what became of sent transactions: mined, final, undone by a reorganisation, or displaced by a transaction
 * that somebody else sent with the same key. Returns those that are still to be mined.
 */
export async function follow(context: SenderContext, head: Head, rows: SentRow[]): Promise<SentRow[]> {
  const unmined: SentRow[] = [];
  const isNew = context.memory.followed !== head.hash;
  for (const row of rows) {
    const used = row.nonce < head.nextNonce;
    if (row.state === "mined" && (row.block ?? 0) > head.block) {
      // This endpoint is behind, or the chain was rolled back. Handing it over again is right in both cases.
      if (!used) unmined.push(row);
      continue;
    }
    if (row.state === "mined" && !isNew) continue;
    if (used && sawInPool(context, head, row)) {
      unmined.push(row);
      continue;
    }
    const receipt = used || row.state === "mined" ? await receiptOf(context, row) : undefined;
    if (receipt) await record(context, head, row, receipt);
    else if (used && !(await waitsInPool(context, head, row))) await displace(context, head, row);
    else {
      context.memory.missing.delete(row.id);
      if (row.state === "mined") await undo(context, row);
      unmined.push(row);
    }
  }
  // A nonce that is used by nothing we know may have been counted before a reorganisation and the head after it.
  context.memory.followed = context.memory.missing.size === 0 ? head.hash : undefined;
  return unmined;
}

async function record(context: SenderContext, head: Head, row: SentRow, receipt: TransactionReceipt): Promise<void> {
  const { db, logger, confirmations } = context;
  const block = Number(receipt.blockNumber);
  forget(context, row);
  if (row.state !== "mined" || row.block !== block || row.transactionHash !== receipt.transactionHash) {
    const revert = receipt.status === "reverted" ? await whyReverted(context, row, receipt) : undefined;
    const about = { id: row.id, hash: receipt.transactionHash, block };
    if (revert) logger.warn({ ...about, code: revert.code, reason: revert.message }, "A transaction reverted");
    else logger.info(about, "A transaction is mined");
    await markMined(db, row.id, { hash: receipt.transactionHash, block, gasUsed: receipt.gasUsed, revert });
  }
  if (head.block >= block + confirmations) await markFinal(db, row.id);
}

/**
 * The receipt of the attempt that was mined; the newest is the likeliest. Asked without viem's getTransactionReceipt,
 * whose error for "not found" costs more than the question.
 */
async function receiptOf({ publicClient }: SenderContext, row: SentRow): Promise<TransactionReceipt | undefined> {
  const hashes = new Set<Hex>([...row.attempts].reverse().map(({ hash }) => hash));
  if (row.transactionHash) hashes.add(row.transactionHash);
  for (const hash of hashes) {
    const receipt = await publicClient.request({ method: "eth_getTransactionReceipt", params: [hash] });
    if (receipt) return formatTransactionReceipt(receipt);
  }
  return undefined;
}

/** Not a fact of the receipt: the call is tried again on the state of that block. */
async function whyReverted(context: SenderContext, row: SentRow, receipt: TransactionReceipt): Promise<Revert> {
  const { publicClient, account } = context;
  const gas = row.attempts.find(({ hash }) => hash === receipt.transactionHash)?.gas;
  if (gas !== undefined && receipt.gasUsed === gas) {
    return { code: "OUT_OF_GAS", message: `It used all of its ${gas} gas` };
  }
  const { to, data, value } = await callOf(context.db, row.id);
  const unknown = { code: "REVERTED", message: "It reverted when it was mined, for a reason that is gone" };
  return publicClient
    .call({ account: account.address, to, data, value, blockNumber: receipt.blockNumber })
    .then(() => unknown)
    .catch((error: unknown) => revertOf(error) ?? unknown);
}

async function undo({ db, logger }: SenderContext, row: SentRow): Promise<void> {
  logger.warn({ id: row.id, hash: row.transactionHash }, "A reorganisation undid a transaction; sending it again");
  await markUnmined(db, row.id);
}

/**
 * Whether a transaction whose nonce counts as used waits in the pool: some nodes count what is there. Such a one is
 * neither mined nor displaced, and is kept going like all others.
 */
async function waitsInPool(context: SenderContext, head: Head, row: SentRow): Promise<boolean> {
  for (const attempt of [...row.attempts].reverse()) {
    if ((await whereabouts(context, attempt)) !== "pool") continue;
    context.memory.pooled.set(row.id, { head: head.hash, time: Date.now() });
    return true;
  }
  return false;
}

/** Whether it was seen there a moment ago, with no block since that could have taken it. */
function sawInPool({ memory, pollMs }: SenderContext, head: Head, row: SentRow): boolean {
  const seen = memory.pooled.get(row.id);
  return row.state === "broadcast" && seen?.head === head.hash && Date.now() - seen.time < quietPolls * pollMs;
}

function forget({ memory }: SenderContext, row: SentRow): void {
  memory.missing.delete(row.id);
  memory.pooled.delete(row.id);
}

/**
 * The nonce is used, but by none of our attempts. That is believed only after as many blocks as make things final, and
 * when a node that is handed the newest attempt says so too: an endpoint may be behind with its receipts, of several
 * behind one URL one may count what another has in its pool, and sending the same twice is worse than waiting.
 */
async function displace(context: SenderContext, head: Head, row: SentRow): Promise<void> {
  const { db, logger, memory, publicClient, confirmations } = context;
  const since = memory.missing.get(row.id) ?? head.block;
  memory.missing.set(row.id, since);
  if (head.block - since < Math.max(confirmations, 1)) return;
  const newest = row.attempts.at(-1);
  const answer = newest && (await handOver(publicClient, { raw: await rawOf(db, newest.hash) }));
  if (answer && answer.verdict !== "used") {
    logger.debug({ id: row.id, nonce: row.nonce, answer: answer.words }, "The nonce counts as used, but is free");
    memory.missing.set(row.id, head.block);
    return;
  }
  forget(context, row);
  logger.warn({ id: row.id, nonce: row.nonce }, "Another transaction used the nonce; sending with a new one");
  await markUnsent(db, row.id);
}
