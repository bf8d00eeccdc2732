import { type Hex, TransactionReceiptNotFoundError } from "viem";
import type { OutboxState } from "../../chain/outbox.ts";
import { submittedTasks } from "../../chain/submitted-tasks.ts";
import type { Backoff } from "../../protocol/backoff.ts";
import { groupKey, pollMs, type SubmitterContext } from "./context.ts";

interface Submission {
  outboxId: string;
  state: OutboxState;
  transactionHash: Hex | null;
  errorCode: string | null;
  error: string | null;
  projectId: string;
  version: string;
  packs: Hex[];
}

/**
 * Reverts that no later block mends. All others (escrow empty, project paused or sold, too few provers) are tried again with a
 * back-off; TaskAlreadyExists too, for ids depend on the block's time: this account submitted the same payload through
 * another database in the same block.
 */
const final = new Set(["ProgramNotFound", "ProgramIsRetired", "ProjectNotFound"]);

/**
 * One turn of following submissions: notes the chain's task ids once a submission is mined, forgets them when a reorg
 * undoes it, closes packs when it is final, and lets packs of a failed one be submitted again unless they never can be.
 */
export async function followSubmissions(context: SubmitterContext, backoff: Backoff): Promise<number> {
  for (const submission of await changed(context)) {
    const { state } = submission;
    if (state === "failed") await giveBack(context, backoff, submission);
    else if (state === "mined" || state === "final") await noteTaskIds(context, backoff, submission);
    else await forgetTaskIds(context, submission);
  }
  return pollMs;
}

async function changed({ pool, account }: SubmitterContext): Promise<Submission[]> {
  const { rows } = await pool.query<Submission>(
    `SELECT o.id AS "outboxId", o.state, o.transaction_hash AS "transactionHash", o.error_code AS "errorCode", o.error,
       min(p.project_id) AS "projectId", min(p.version) AS version, array_agg(p.id) AS packs
     FROM node.pack p JOIN node.outbox o ON o.id = p.outbox_id
     WHERE p.state = 'submitting' AND lower(o.account) = lower($1) AND (
       o.state IN ('final', 'failed')
       OR (o.state = 'mined' AND o.error_code IS NULL AND p.chain_task_id IS NULL)
       OR (o.state IN ('queued', 'broadcast') AND p.chain_task_id IS NOT NULL))
     GROUP BY o.id`,
    [account.address],
  );
  return rows;
}

async function noteTaskIds(context: SubmitterContext, backoff: Backoff, submission: Submission): Promise<void> {
  const { pool, publicClient, deployment } = context;
  const { outboxId, state, transactionHash, projectId, version } = submission;
  if (transactionHash === null) return;
  const receipt = await publicClient.getTransactionReceipt({ hash: transactionHash }).catch((error: unknown) => {
    // Undone by a reorg since; the outbox notices as well.
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw error;
  });
  if (receipt === undefined) return;
  const tasks = submittedTasks(deployment, receipt.logs);
  await pool.query(
    `UPDATE node.pack SET chain_task_id = task.id, state = $4, updated_at = clock_timestamp()
     FROM unnest($2::text[], $3::text[]) AS task (data_hash, id)
     WHERE pack.id = task.data_hash AND pack.outbox_id = $1 AND pack.state = 'submitting'`,
    [
      outboxId,
      tasks.map(({ task }) => task.dataHash),
      tasks.map(({ taskId }) => taskId),
      state === "final" ? "submitted" : "submitting",
    ],
  );
  backoff.succeeded(groupKey(projectId, version));
}

async function forgetTaskIds({ pool }: SubmitterContext, { outboxId }: Submission): Promise<void> {
  await pool.query(
    `UPDATE node.pack SET chain_task_id = NULL, updated_at = clock_timestamp()
     WHERE outbox_id = $1 AND state = 'submitting'`,
    [outboxId],
  );
}

async function giveBack(context: SubmitterContext, backoff: Backoff, submission: Submission): Promise<void> {
  const { outboxId, errorCode, error, projectId, version, packs } = submission;
  const over = errorCode !== null && final.has(errorCode);
  const tries = over ? 1 : backoff.failed(groupKey(projectId, version));
  const reason = `${errorCode ?? "SUBMISSION_FAILED"}: ${error ?? "the submission failed"}`;
  context.logger.warn({ project: projectId, version, tasks: packs.length, outboxId, tries, over }, reason);
  // Anyone may ask for it: a contract's named error is public, what an endpoint said is not.
  const published = errorCode !== null && /^[A-Z][a-z]/.test(errorCode) ? reason : (errorCode ?? "SUBMISSION_FAILED");
  await context.pool.query(
    `UPDATE node.pack SET state = $2, error = $3, outbox_id = NULL, chain_task_id = NULL, updated_at = clock_timestamp()
     WHERE outbox_id = $1 AND state = 'submitting'`,
    [outboxId, over ? "failed" : "packed", published.slice(0, 1000)],
  );
}
