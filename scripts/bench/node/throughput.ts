import { setTimeout as sleep } from "node:timers/promises";
import { toHex } from "viem";
import type { ProvingPool } from "../../../node/proving/pool.ts";
import { sendMessages } from "../../demo/tasks.ts";
import type { Devnet } from "../../devnet/network.ts";
import { until } from "../../devnet/until.ts";
import { TaskChanges } from "./task-changes.ts";
import type { Workload } from "./workload.ts";

/** Told when the clock starts and when it stops, and how many tasks were settled in between. */
export interface Clock {
  start(): void;
  stop(tasks: number): void;
}

/** What a measurement of the whole network takes. */
export interface Load {
  /** Messages under way at any time: sent, and their tasks not settled. More than the prover claims ahead. */
  inFlight: number;
  /** Tasks to be settled while the clock runs. */
  tasks: number;
}

/**
 * Tasks a second that the whole network settles while messages keep coming, as many as keep `inFlight` under way: after
 * as many tasks have passed through it as it holds. Resolves when everything that was sent is settled.
 */
export async function streamRate(devnet: Devnet, workload: Workload, load: Load, clock: Clock): Promise<number> {
  const { inFlight, tasks } = load;
  const messages = await workload.messages(2 * inFlight + 2 * tasks);
  let sent = 0;
  await using changes = new TaskChanges(devnet.pool);
  const meter = new Meter(devnet, workload, { from: inFlight, tasks }, clock);
  for (let count = 0; meter.rate === undefined || count < sent; count = await meter.read()) {
    if (meter.rate === undefined && sent < count + inFlight) {
      const next = messages.slice(sent, count + inFlight);
      sent += next.length;
      await send(devnet, next);
    }
    await changes.next();
  }
  return meter.rate;
}

/**
 * Tasks a second that the network settles of those that are on the chain when its prover, which was held up until then,
 * may go on; counted when it is at full speed.
 */
export async function backlogRate(devnet: Devnet, workload: Workload, load: Load, clock: Clock): Promise<number> {
  const { inFlight, tasks } = load;
  const from = Math.ceil(tasks / 8);
  await using changes = new TaskChanges(devnet.pool);
  const meter = new Meter(devnet, workload, { from, tasks }, clock);
  // As many as are looked at ahead are left when the clock stops: it counts as many dry runs as settlements.
  const messages = await workload.messages(from + tasks + inFlight);
  const prover = devnet.processes.get("prover-a")!.pid;
  const before = await countOf(devnet, workload, "TRUE");
  process.kill(prover, "SIGSTOP");
  try {
    await send(devnet, messages);
    await until(async () => (await countOf(devnet, workload, "TRUE")) === before + messages.length, {
      ...{ what: "the submission of all tasks", timeoutMs: 300_000, intervalMs: 100 },
    });
    await sleep(1_000); // what the others still do for them
  } finally {
    process.kill(prover, "SIGCONT");
  }
  while ((await meter.read()) < messages.length) await changes.next();
  return meter.rate!;
}

/** Tasks a second that a pool proves without a network. */
export async function bareRate(
  pool: ProvingPool,
  workload: Workload,
  { tasks }: Pick<Load, "tasks">,
  clock: Clock,
): Promise<number> {
  const messages = await workload.messages(tasks);
  clock.start();
  const start = performance.now();
  await Promise.all(
    messages.map(({ data }, i) => pool.prove(workload.code, { messages: [data], binding: toHex(i + 1, { size: 32 }) })),
  );
  const rate = (1000 * tasks) / (performance.now() - start);
  clock.stop(tasks);
  return rate;
}

/** Counts settlements, and times them from one to another, since blocks bring many at once. */
class Meter {
  /** Tasks a second, once it was measured. */
  rate: number | undefined;
  readonly #count: () => Promise<number>;
  readonly #range: { from: number; tasks: number };
  readonly #clock: Clock;
  readonly #deadline = Date.now() + 600_000;
  #before: number | undefined;
  #last = 0;
  #began: { count: number; at: number } | undefined;

  constructor(devnet: Devnet, workload: Workload, range: { from: number; tasks: number }, clock: Clock) {
    this.#count = () => countOf(devnet, workload, "settled_block IS NOT NULL");
    this.#range = range;
    this.#clock = clock;
  }

  /** How many tasks were settled since the first call. */
  async read(): Promise<number> {
    const all = await this.#count();
    const count = all - (this.#before ??= all);
    if (Date.now() > this.#deadline) throw new Error(`After ten minutes only ${count} tasks are settled`);
    const isNew = count > this.#last;
    this.#last = count;
    if (!isNew || this.rate !== undefined) return count;
    const now = performance.now();
    if (!this.#began && count >= this.#range.from) {
      this.#began = { count, at: now };
      this.#clock.start();
    } else if (this.#began && count >= this.#began.count + this.#range.tasks) {
      this.rate = (1000 * (count - this.#began.count)) / (now - this.#began.at);
      this.#clock.stop(count - this.#began.count);
    }
    return count;
  }
}

function send(devnet: Devnet, messages: Awaited<ReturnType<Workload["messages"]>>): Promise<string[]> {
  return sendMessages(
    devnet,
    messages.map((message) => ({ message })),
  );
}

async function countOf({ pool }: Devnet, { projectId }: Workload, condition: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM chain.task WHERE project_id = $1 AND ${condition}`,
    [String(projectId)],
  );
  return rows[0]!.count;
}
