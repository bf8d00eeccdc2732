import { isUnreachable, reasonOf, wordsOf } from "../trouble.ts";
import { markFailed, markRejected, noteTrouble } from "./changes.ts";
import type { SenderContext } from "./context.ts";
import type { Attempt, SentAttempt } from "./rows.ts";
import { reportFunded, reportUnfundedAttempt } from "./unfunded.ts";

/**
 * Hands a saved attempt to the node and notes what the node says to it. Throws viem's errors when the node cannot be
 * asked; the attempt is saved, so that it is sent again later. `others` are the row's earlier attempts.
 */
export async function broadcast(
  context: SenderContext,
  row: { id: string; errorCode: string | null },
  attempt: Attempt,
  others: readonly SentAttempt[] = [],
): Promise<void> {
  const { db, publicClient, logger } = context;
  const answer = await handOver(publicClient, attempt);
  if (answer.verdict === "taken" || answer.verdict === "used") {
    reportFunded(context);
    if (attempt.rejected !== null) await markRejected(db, attempt.hash, null);
    if (row.errorCode !== null) await noteTrouble(db, row.id, undefined);
    return;
  }
  const about = { id: row.id, hash: attempt.hash, error: answer.words };
  if (answer.verdict === "underpriced") {
    logger.debug(about, "The offered fee is too low");
    await markRejected(db, attempt.hash, answer.words);
  } else if (answer.verdict === "refused" && others.every(({ rejected }) => rejected !== null)) {
    logger.error(about, "The node refuses the transaction for good");
    await markRejected(db, attempt.hash, answer.words);
    await markFailed(db, row.id, { code: "REFUSED", message: answer.words });
  } else {
    const code = answer.verdict === "unfunded" ? "INSUFFICIENT_FUNDS" : "NOT_ACCEPTED";
    if (answer.verdict === "unfunded") await reportUnfundedAttempt(context, row.id, attempt);
    else if (row.errorCode !== code) logger.warn(about, "The node does not accept the transaction yet");
    await noteTrouble(db, row.id, { code, message: answer.words });
  }
}

/** What a node says to a signed transaction. */
export interface Answer {
  /**
   * taken: the node has it. used: a transaction with its nonce is in the chain (the receipts will tell which).
   * underpriced: needs higher fees. unfunded: needs money. refused: can never be valid. later: all else.
   */
  verdict: "taken" | "used" | "underpriced" | "unfunded" | "refused" | "later";
  words: string;
}

/** The phrases of geth, erigon, anvil, Hardhat and iotex-core, in lower case. */
const phrases: [Answer["verdict"], RegExp][] = [
  ["taken", /already known|known transaction|already imported|already exists|existed in/],
  ["used", /nonce (is )?too low|nonce_too_low|oldnonce|nonce too small/],
  ["underpriced", /underpriced|less than block base fee|too low for the next block|gas price too low|price to replace/],
  ["unfunded", /insufficient funds|insufficient balance|enough funds|exceeds account balance/],
  [
    "refused",
    /intrinsic gas|exceeds block gas limit|gas limit (is )?too (high|low)|oversized|type not (valid|supported)|invalid chain|init ?code size|higher than max fee|tip higher/,
  ],
];

/** Hands a signed transaction to the node; the same one as often as one likes. Throws viem's errors when it cannot be asked. */
export async function handOver(client: SenderContext["publicClient"], { raw }: Pick<Attempt, "raw">): Promise<Answer> {
  try {
    await client.sendRawTransaction({ serializedTransaction: raw });
    return { verdict: "taken", words: "" };
  } catch (error) {
    if (isUnreachable(error)) throw error;
    const said = wordsOf(error);
    const verdict = phrases.find(([, phrase]) => phrase.test(said))?.[0] ?? "later";
    return { verdict, words: reasonOf(error).slice(0, 500) };
  }
}
