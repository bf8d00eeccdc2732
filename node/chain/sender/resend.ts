import { bumpedFees, currentFees, type Fees } from "../fees.ts";
import { signAttempt } from "./attempt.ts";
import { broadcast } from "./broadcast.ts";
import { noteTrouble } from "./changes.ts";
import type { Head, SenderContext } from "./context.ts";
import { callOf, rawOf, saveNextAttempt, type SentAttempt, type SentRow } from "./rows.ts";
import { quietPolls, whereabouts } from "./whereabouts.ts";

/**
 * Keeps unmined transactions going: offers more for one that has waited too long or was found too cheap, and hands
 * over again what the node has dropped or never received.
 */
export async function resend(context: SenderContext, head: Head, unmined: SentRow[]): Promise<void> {
  const { memory, pollMs } = context;
  const { lookedAt } = memory;
  const urgent = unmined.some((row) => row.attempts.at(-1)?.rejected);
  if (!urgent && head.block === lookedAt.block && Date.now() - lookedAt.time < quietPolls * pollMs) return;
  memory.lookedAt = { block: head.block, time: Date.now() };
  let fees: Fees | undefined;
  for (const [index, row] of unmined.entries()) {
    const last = row.attempts.at(-1);
    if (!last) continue;
    if (isDue(context, head, row, index === 0)) {
      fees ??= await currentFees(context.publicClient, head.baseFee, context.maxFee);
      if (await bump(context, head, row, last, fees)) continue;
    }
    if ((await whereabouts(context, last)) !== "nowhere") continue;
    await broadcast(context, row, { ...last, raw: await rawOf(context.db, last.hash) }, row.attempts.slice(0, -1));
  }
}

/**
 * Only the lowest is bumped for its age: those behind it wait for it, not for a better price. So does the lowest where a
 * nonce before it is free.
 */
function isDue({ bumpAfterBlocks }: SenderContext, head: Head, row: SentRow, isLowest: boolean): boolean {
  const last = row.attempts.at(-1);
  if (!last || last.rejected !== null) return true;
  return isLowest && row.nonce <= head.nextNonce && head.block - last.block >= bumpAfterBlocks;
}

async function bump(
  context: SenderContext,
  head: Head,
  row: SentRow,
  last: SentAttempt,
  current: Fees,
): Promise<boolean> {
  const fees = bumpedFees(last, current, context.maxFee);
  if (!fees) {
    const message = `The chain asks for more than the limit of ${context.maxFee} wei per gas`;
    if (row.errorCode !== "FEE_LIMIT") context.logger.warn({ id: row.id }, message);
    await noteTrouble(context.db, row.id, { code: "FEE_LIMIT", message });
    return false;
  }
  const { nonce } = row;
  const call = await callOf(context.db, row.id);
  const attempt = await signAttempt(context, { ...call, nonce, gas: last.gas, fees, block: head.block });
  await saveNextAttempt(context.db, row.id, nonce, attempt);
  context.logger.info({ id: row.id, nonce, hash: attempt.hash, maxFee: String(fees.maxFee) }, "Offers a higher fee");
  await broadcast(context, row, attempt, row.attempts);
  return true;
}
