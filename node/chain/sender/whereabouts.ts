import type { SenderContext } from "./context.ts";
import type { SentAttempt } from "./rows.ts";

/** Without new blocks (a chain that mines on demand) unmined transactions are looked at this often, in polls. */
export const quietPolls = 5;

/**
 * Where the node has a signed transaction: in its pool, in a block, or nowhere. Asked without viem's getTransaction,
 * whose error for "not found" costs more than the question.
 */
export async function whereabouts(
  { publicClient }: SenderContext,
  { hash }: SentAttempt,
): Promise<"pool" | "block" | "nowhere"> {
  const found = await publicClient.request({ method: "eth_getTransactionByHash", params: [hash] });
  if (found === null) return "nowhere";
  return found.blockHash === null || found.blockNumber === null ? "pool" : "block";
}
