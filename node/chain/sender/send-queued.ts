import { currentFees } from "../fees.ts";
import type { Revert } from "../revert.ts";
import { signAttempt } from "./attempt.ts";
import { broadcast } from "./broadcast.ts";
import { markFailed, noteTrouble } from "./changes.ts";
import type { Head, SenderContext } from "./context.ts";
import { freeNonces } from "./nonce.ts";
import { preflight } from "./preflight.ts";
import { type QueuedRow, queuedRows, saveFirstAttempt } from "./rows.ts";
import { reportUnfundedRow } from "./unfunded.ts";

/** Most queued transactions looked at in a turn: some may have to wait, those behind them need not. */
const window = 64;

/**
 * Sends queued transactions, the oldest first, `room` at most: tries the call, gives it a nonce, saves the
 * signed attempt, and only then hands it to the node. Returns how many it sent.
 */
export async function sendQueued(context: SenderContext, head: Head, room: number): Promise<number> {
  if (room <= 0) return 0;
  const queued = await queuedRows(context.db, context.account.address, window);
  const ready: Ready[] = [];
  while (queued.length > 0 && ready.length < room) {
    ready.push(...(await judged(context, queued.splice(0, room - ready.length))));
  }
  if (ready.length === 0) return 0;
  const fees = await currentFees(context.publicClient, head.baseFee, context.maxFee);
  const nonces = await freeNonces(context, head, ready.length);
  for (const [index, { row, gas }] of ready.entries()) {
    const nonce = nonces[index] ?? 0;
    const { to, data, value } = row;
    const attempt = await signAttempt(context, {
      to,
      data,
      value,
      nonce,
      gas: roomy(gas, head),
      fees,
      block: head.block,
    });
    await saveFirstAttempt(context.db, row.id, nonce, attempt);
    context.logger.info({ id: row.id, nonce, hash: attempt.hash }, "Sends a transaction");
    await broadcast(context, { id: row.id, errorCode: null }, attempt);
  }
  return ready.length;
}

interface Ready {
  row: QueuedRow;
  gas: bigint;
}

/** 20% more than estimated: the state may have changed by the time it is mined. */
function roomy(gas: bigint, { gasLimit }: Head): bigint {
  const wanted = (gas * 12n) / 10n;
  return gasLimit !== undefined && wanted > gasLimit && gas <= gasLimit ? gasLimit : wanted;
}

/** Those that may be sent; the others are marked. One the chain cannot be asked about keeps none of the rest waiting. */
async function judged(context: SenderContext, rows: QueuedRow[]): Promise<Ready[]> {
  const results = await Promise.allSettled(rows.map((row) => preflight(context, row)));
  const ready: Ready[] = [];
  let unreachable: PromiseRejectedResult | undefined;
  for (const [index, row] of rows.entries()) {
    const result = results[index];
    if (!result || result.status === "rejected") unreachable = result;
    else if (result.value.result === "ready") ready.push({ row, gas: result.value.gas });
    else if (result.value.result === "held") await hold(context, row, result.value.trouble);
    else await giveUpInTime(context, row, result.value.revert);
    if (result?.status === "fulfilled" && result.value.result !== "reverts") context.memory.reverting.delete(row.id);
  }
  if (unreachable && ready.length === 0) throw unreachable.reason;
  return ready;
}

async function hold(context: SenderContext, row: QueuedRow, trouble: Revert): Promise<void> {
  const { db, logger } = context;
  if (trouble.code === "INSUFFICIENT_FUNDS") await reportUnfundedRow(context, row);
  else if (row.errorCode !== trouble.code)
    logger.warn({ id: row.id, code: trouble.code, reason: trouble.message }, "A transaction has to wait");
  await noteTrouble(db, row.id, trouble);
}

async function giveUpInTime(context: SenderContext, row: QueuedRow, revert: Revert): Promise<void> {
  const { db, logger, memory, revertPatienceMs } = context;
  const since = memory.reverting.get(row.id) ?? Date.now();
  memory.reverting.set(row.id, since);
  if (Date.now() - since < revertPatienceMs) return;
  memory.reverting.delete(row.id);
  logger.warn(
    { id: row.id, code: revert.code, reason: revert.message },
    "The contract refuses a transaction; it was not sent",
  );
  await markFailed(db, row.id, revert);
}
