import { setTimeout as sleep } from "node:timers/promises";
import { toHex } from "viem";
import type { ProvingPool } from "../../../node/proving/pool.ts";
import { sendMessages } from "../../demo/tasks.ts";
import type { Devnet } from "../../devnet/network.ts";
import type { Workload } from "./workload.ts";

/** What a measurement of the whole network takes. */
export interface Load {
  /** Messages under way at any time: sent, and their tasks not settled. */
  inFlight: number;
  /** Tasks to be settled while the clock runs. */
  tasks: number;
}

/**
 * Tasks a second that the whole network settles while messages keep coming, as many as keep `inFlight` under way: after
 * as many tasks have passed through it as it holds, from one settlement to another. `measure` is told when the clock
 * starts and stops. Resolves when everything that was sent is settled.
 */
export async function networkRate(
  devnet: Devnet,
  workload: Workload,
  { inFlight, tasks }: Load,
  measure: { start(): void; stop(tasks: number): void },
): Promise<number> {
  const before = await settled(devnet, workload);
  const messages = await workload.messages(2 * inFlight + 2 * tasks);
  let sent = 0;
  let count = 0;
  let began: { count: number; at: number } | undefined;
  let rate: number | undefined;
  for (const deadline = Date.now() + 600_000; rate === undefined || count < sent; await sleep(50)) {
    if (Date.now() > deadline) throw new Error(`After ten minutes ${count} of ${sent} tasks are settled`);
    const now = (await settled(devnet, workload)) - before;
    const isNew = now > count;
    count = now;
    if (isNew && !began && count >= inFlight) {
      began = { count, at: performance.now() };
      measure.start();
    } else if (isNew && began && rate === undefined && count >= began.count + tasks) {
      rate = (1000 * (count - began.count)) / (performance.now() - began.at);
      measure.stop(count - began.count);
    }
    if (rate !== undefined) continue;
    const next = messages.slice(sent, count + inFlight);
    sent += next.length;
    await sendMessages(
      devnet,
      next.map((message) => ({ message })),
    );
  }
  return rate;
}

/** Tasks a second that a pool proves without a network. */
export async function bareRate(pool: ProvingPool, workload: Workload, tasks: number): Promise<number> {
  const messages = await workload.messages(tasks);
  const start = performance.now();
  await Promise.all(
    messages.map(({ data }, i) => pool.prove(workload.code, { messages: [data], binding: toHex(i + 1, { size: 32 }) })),
  );
  return (1000 * tasks) / (performance.now() - start);
}

async function settled({ pool }: Devnet, { projectId }: Workload): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM chain.task WHERE project_id = $1 AND settled_block IS NOT NULL",
    [String(projectId)],
  );
  return rows[0]!.count;
}
