import { blockGasLimit } from "../chains.ts";
import type { Head, SenderContext } from "./context.ts";
import { follow } from "./follow.ts";
import { assertSameChain, fillGap, hasGap } from "./nonce.ts";
import { resend } from "./resend.ts";
import { sentRows, workOf } from "./rows.ts";
import { sendQueued } from "./send-queued.ts";

/**
 * One turn of the sender. Everything it needs to know is in the database and on the chain, so that it makes no
 * difference whether the turn before was this process's or ended in a crash. Returns what to do next: "rest" when
 * nothing is under way, "poll" while something is, "again" when more can be done at once.
 */
export async function turn(context: SenderContext): Promise<"rest" | "poll" | "again"> {
  const { db, account, memory } = context;
  const work = await workOf(db, account.address);
  if (work.unmined + work.mined === 0) return "rest";
  const head = await readHead(context);
  // All is mined, and there is no block since it was last looked at.
  if (work.unmined === 0 && head.hash === memory.followed && (work.block ?? 0) <= head.block) return "poll";
  await assertSameChain(context, head);
  const unmined = await follow(context, head, await sentRows(db, account.address));
  await resend(context, head, unmined);
  const gap = unmined.length > 0 && (await hasGap(context, head));
  // What fills a gap needs no room: all that is in flight waits for it.
  const room = Math.max(context.maxInFlight - unmined.length, gap ? 1 : 0);
  const sent = await sendQueued(context, head, room);
  if (sent > 0 || (gap && (await fillGap(context, head)))) return "again";
  return "poll";
}

async function readHead({ publicClient, account }: SenderContext): Promise<Head> {
  // The count first: a block in between makes transactions look unmined for a poll, never mined without a receipt.
  const nextNonce = await publicClient.getTransactionCount({ address: account.address, blockTag: "latest" });
  const { number, hash, baseFeePerGas, gasLimit } = await publicClient.getBlock({ blockTag: "latest" });
  const limit = blockGasLimit(publicClient.chain.id, gasLimit);
  return { block: Number(number), hash, baseFee: baseFeePerGas ?? null, gasLimit: limit, nextNonce };
}
