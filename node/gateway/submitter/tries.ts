import type { SubmitterContext } from "./context.ts";

/** What became of the transactions that were begun to end something about a task. */
export interface Tries {
  /** Tasks for which one is under way, or failed too lately to be tried again. */
  waiting: string[];
  /** The idempotency key of a task's next one: each try that failed has a key of its own. */
  nextId(task: string): string;
}

/** First and longest pause after a failure, in seconds; it doubles with each. */
const firstPause = 10;
const longestPause = 3_600;

/**
 * This account's transactions of one kind, whose ids are "<kind>:<task>[:<number of the try>]". A failure is not the end:
 * a prover may have claimed the task that was to be refunded, and then not have proved it.
 */
export async function triesOf({ pool, account }: SubmitterContext, kind: "expire" | "refund"): Promise<Tries> {
  const { rows } = await pool.query<{ task: string; failures: number; waits: boolean }>(
    `SELECT task, failures,
       pending OR last_failure + least($3 * 2 ^ (least(failures, 20) - 1), $4) * interval '1 second' > now() AS waits
     FROM (
       SELECT split_part(id, ':', 2) AS task, bool_or(state <> 'failed') AS pending,
         (count(*) FILTER (WHERE state = 'failed'))::int AS failures,
         max(updated_at) FILTER (WHERE state = 'failed') AS last_failure
       FROM node.outbox WHERE account = $1 AND kind = $2 AND state <> 'final' GROUP BY task
     ) AS tries`,
    [account.address.toLowerCase(), kind, firstPause, longestPause],
  );
  const failures = new Map(rows.map((row) => [row.task, row.failures]));
  return {
    waiting: rows.filter(({ waits }) => waits).map(({ task }) => task),
    nextId: (task) => [kind, task, failures.get(task) ?? []].flat().join(":"),
  };
}
