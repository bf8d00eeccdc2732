import { enqueue } from "../chain/outbox.ts";
import { inTransaction } from "../data/transaction.ts";
import { type Batch, gasOf } from "./batches.ts";
import type { ProverContext } from "./context.ts";
import { moveJobs } from "./jobs.ts";
import { settlementCall } from "./settlement-call.ts";
import { batchId, proveId } from "./transaction-ids.ts";

/**
 * Puts the proofs of a batch into the outbox as one transaction and moves their jobs on, together: a crash leaves both
 * or neither. Returns whether any did.
 */
export async function submitProofs(context: ProverContext, { offer, jobs }: Batch): Promise<boolean> {
  const { pool, deployment, operator, logger } = context;
  const batch = jobs.length > 1 ? batchId(jobs) : null;
  const sent = await inTransaction(pool, async (client) => {
    const moved = await moveJobs(client, jobs, { state: "submitting", batch });
    if (moved.length === 0) return 0;
    const id = batch ?? proveId(moved[0]!);
    const settled = { offer, jobs: moved };
    const call = { to: deployment.taskManager, data: settlementCall(settled), gas: gasOf(settled) };
    await enqueue(client, { id, account: operator, kind: "prove", ...call });
    return moved.length;
  });
  if (sent > 1) logger.info({ batch, tasks: sent }, "settling tasks together");
  return sent > 0;
}
