import { insufficientFunds, missingFunds } from "../funds.ts";
import type { SenderContext } from "./context.ts";
import type { Attempt, QueuedRow } from "./rows.ts";

/** Tells the operator that the account cannot pay for a queued transaction. Throws viem's errors. */
export async function reportUnfundedRow(context: SenderContext, row: QueuedRow): Promise<void> {
  const { publicClient, account } = context;
  report(context, row.id, await missingFunds(publicClient, account.address, row));
}

/** Tells the operator that the account cannot pay for a signed attempt. Throws viem's errors. */
export async function reportUnfundedAttempt(context: SenderContext, id: string, attempt: Attempt): Promise<void> {
  const { publicClient, account } = context;
  const balance = await publicClient.getBalance({ address: account.address });
  report(context, id, insufficientFunds(account.address, { balance, needed: attempt.gas * attempt.maxFee }));
}

/** The account pays again, if it could not before. */
export function reportFunded({ memory, logger, account }: SenderContext): void {
  if (memory.isUnfunded) logger.info({ account: account.address }, "The account can pay again");
  memory.isUnfunded = false;
}

/** Once until it pays again: all that is queued waits for the same. */
function report(
  { memory, logger }: SenderContext,
  id: string,
  error: ReturnType<typeof insufficientFunds> | undefined,
) {
  if (memory.isUnfunded || !error) return;
  memory.isUnfunded = true;
  logger.error({ id, code: error.code, action: error.action }, error.message);
}
