import { setTimeout as sleep } from "node:timers/promises";
import { sendMessages, waitUntilSettled } from "../../demo/tasks.ts";
import type { Devnet } from "../../devnet/network.ts";
import { medianOf } from "../report.ts";
import type { Workload } from "./workload.ts";

/** Medians, in milliseconds after the signing of the submission, which is mined at once. */
export interface Steps {
  claim: number;
  proved: number;
  settled: number;
}

/** Sends so many tasks, one after the other, and says how long after its block each step of a task came. */
export async function timeSteps(devnet: Devnet, workload: Workload, tasks: number): Promise<Steps> {
  const from = (await devnet.pool.query<{ now: string }>("SELECT clock_timestamp()::text AS now")).rows[0]!.now;
  for (const message of await workload.messages(tasks)) {
    await waitUntilSettled(devnet, await sendMessages(devnet, [{ message }]));
    await sleep(200); // what follows a settlement is not the next task's business
  }
  const { rows } = await devnet.pool.query<Steps>(
    `WITH sent AS (
       SELECT e.task_id, e.kind, o.created_at AS queued, min(a.created_at) AS at
       FROM chain.task_event e
       JOIN node.outbox o ON o.transaction_hash = e.transaction_hash
       JOIN node.outbox_attempt a ON a.outbox_id = o.id
       WHERE o.created_at > $1 GROUP BY e.task_id, e.kind, o.id
     )
     SELECT extract(epoch FROM claim.at - submit.at)::float * 1000 AS claim,
       extract(epoch FROM settle.queued - submit.at)::float * 1000 AS proved,
       extract(epoch FROM settle.at - submit.at)::float * 1000 AS settled
     FROM sent submit JOIN sent claim USING (task_id) JOIN sent settle USING (task_id)
     WHERE submit.kind = 'submitted' AND claim.kind = 'claimed' AND settle.kind = 'settled'`,
    [from],
  );
  if (rows.length === 0) throw new Error("no task was timed");
  const median = (step: keyof Steps) => Math.round(medianOf(rows.map((row) => row[step])));
  return { claim: median("claim"), proved: median("proved"), settled: median("settled") };
}
