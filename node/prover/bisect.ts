import type { Batch } from "./batches.ts";
import type { ProverContext } from "./context.ts";
import type { Job } from "./jobs.ts";
import { settlementCall } from "./settlement-call.ts";

/**
 * The jobs that keep a batch from being settled, found by trying its halves on the chain's newest state, which costs no
 * gas: about 2 log2(n) calls for each. Empty if all of them would be settled together now. Throws viem's errors.
 */
export async function culpritsOf(context: ProverContext, batch: Batch): Promise<Job[]> {
  const { chain, deployment, operator } = context;
  const { offer, jobs } = batch;
  const call = { account: operator, to: deployment.taskManager, data: settlementCall(batch) };
  if (!(await chain.reverts(call))) return [];
  if (jobs.length === 1) return jobs;
  const middle = Math.ceil(jobs.length / 2);
  const first = await culpritsOf(context, { offer, jobs: jobs.slice(0, middle) });
  return [...first, ...(await culpritsOf(context, { offer, jobs: jobs.slice(middle) }))];
}
