/**
 * `npm run bench:index [-- --json] [--rounds N]`: events a second written into the real schema by the indexer's own
 * handlers, against one bare store.insert of a row for each of the same events, alternating; both decode the events,
 * in batches of the same size, each a transaction of Subsquid's store. Then the time from a mined block to its rows,
 * with a real chain and the real indexer.
 */
import type { Store } from "@subsquid/typeorm-store";
import { decodeEventLog, type Hex, toEventSelector, zeroAddress } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { ChainDatabase, chainDataSource } from "../../indexer/database.ts";
import { applyLogs, type ContractLog, type Handlers } from "../../indexer/handlers/index.ts";
import { projectEvents } from "../../indexer/handlers/projects.ts";
import { proverEvents } from "../../indexer/handlers/provers.ts";
import { taskEvents } from "../../indexer/handlers/tasks.ts";
import { TaskEvent } from "../../indexer/model/task-event.ts";
import { Rows } from "../../indexer/rows.ts";
import { openProject, submitOne } from "../../test/indexer/support/tasks.ts";
import { startWorld } from "../../test/indexer/support/world.ts";
import { testDatabase } from "../../test/support/postgres.ts";
import { blocksOf, chainId, firstLogs, projectRegistry, proverRegistry, taskLogs, taskManager } from "./index/logs.ts";
import { medianOf, quantileOf, report, roundsOr, round2 } from "./report.ts";

const rounds = roundsOr(5);
/** Events of a task; tasks of a batch; batches of a round; tasks whose way into the tables is timed. */
const [EVENTS, TASKS, BATCHES, TIMED] = [4, 1_000, 4, 30];
const HEAD_POLL_MS = 100;

const handlers: Handlers = new Map([
  [taskManager, taskEvents({ chainId, taskManager, treasury: zeroAddress, bountyBps: 1_000n })],
  [projectRegistry, projectEvents],
  [proverRegistry, proverEvents],
]);
const eventsByTopic = new Map(
  taskManagerAbi.flatMap((item) => (item.type === "event" ? [[toEventSelector(item) as string, item] as const] : [])),
);
const real = await writer(async (store, logs) => {
  const rows = new Rows(store);
  await applyLogs(logs, handlers, rows);
  await rows.save();
});
const bare = await writer((store, logs) => store.insert(logs.flatMap(bareRows)));
await real.write([firstLogs(1)]);
let block = 2;
const rates: [real: number, bare: number][] = [];
for (let round = -1; round < rounds; round++) {
  const batches = Array.from({ length: BATCHES }, () => {
    const logs = taskLogs(TASKS, block);
    block += blocksOf(TASKS);
    return logs;
  });
  const events = EVENTS * TASKS * BATCHES;
  const pair: [number, number] = [events / (await real.write(batches)), events / (await bare.write(batches))];
  if (round >= 0) rates.push(pair); // the first warms up
}
await Promise.all([real.close(), bare.close()]);
const visible = await minedToVisible();

const insertRatio = round2(medianOf(rates.map(([ours, theirs]) => ours / theirs)));
const eventsPerSecond = Math.round(medianOf(rates.map(([ours]) => ours)));
const bareEventsPerSecond = Math.round(medianOf(rates.map(([, theirs]) => theirs)));
const visibleMs = { p50: Math.round(medianOf(visible)), p90: Math.round(quantileOf(visible, 0.9)) };
await report(
  "index",
  { insertRatio, eventsPerSecond, bareEventsPerSecond, visibleMs },
  [
    ["events a second, real schema", "bare store.insert", "ratio", "mined to visible (p50)", "(p90)"],
    [
      String(eventsPerSecond),
      String(bareEventsPerSecond),
      String(insertRatio),
      `${visibleMs.p50} ms`,
      `${visibleMs.p90} ms`,
    ],
  ],
  `${EVENTS * TASKS} events a batch, one transaction each, Postgres in its default configuration for tests (no fsync). A task has
${EVENTS}: submitted, claimed, settled and recorded; tasks are submitted alone and in batches of 8 to 32, and a log of n submitted
tasks counts as n events, as it makes n tasks. The real schema keeps tasks, their events, settlements, provers and
accounts; the bare insert one row an event in the same table of events with the same indexes. Mined to visible: HTTP, polled every ${HEAD_POLL_MS} ms.`,
);
process.exit();

/** A database of its own, written through Subsquid's store. */
async function writer(write: (store: Store, logs: ContractLog[]) => Promise<unknown>) {
  const testing = await testDatabase();
  await testing.pool.query("CREATE SCHEMA chain; CREATE SCHEMA chain_status");
  const source = await chainDataSource(testing.url, "chain").initialize();
  await source.synchronize();
  await source.destroy();
  const database = new ChainDatabase(testing.url);
  const { height, hash } = await database.connect();
  let head = { height, hash };
  return {
    /** Resolves with how many seconds it took. */
    async write(batches: ContractLog[][]): Promise<number> {
      const start = performance.now();
      for (const logs of batches) {
        const next = { height: logs.at(-1)!.at.block, hash: `0x${logs.at(-1)!.at.block.toString(16)}` };
        const info = { prevHead: head, nextHead: next, isOnTop: false };
        await database.transact(info, async (store) => void (await write(store, logs)));
        head = next;
      }
      return (performance.now() - start) / 1000;
    },
    async close() {
      await database.disconnect();
      await testing.drop();
    },
  };
}

/** A row for each event of a log. */
function bareRows({ topics, data, at }: ContractLog): TaskEvent[] {
  const { eventName, args } = decodeEventLog({
    abi: [eventsByTopic.get(topics[0]!)!], // given all of them, viem would hash every event's signature anew
    topics: topics as [Hex, ...Hex[]],
    data: data as Hex,
  });
  const { id, block, time, transactionHash, gasUsed, sender } = at;
  const row = { kind: eventName, block, time, transactionHash, gasUsed, actor: sender, amount: null };
  const tasks = "inputs" in args ? args.inputs.map(({ dataHash }) => dataHash) : [(args as { taskId: Hex }).taskId];
  return tasks.map((taskId, i) => Object.assign(new TaskEvent(), { id: `${id}-${i}`, taskId, ...row }));
}

/** Milliseconds from when a submission's receipt is known to its rows. */
async function minedToVisible(): Promise<number[]> {
  const world = await startWorld({ headPollIntervalMs: HEAD_POLL_MS });
  const projectId = await openProject(world.chain);
  await world.indexed();
  const times: number[] = [];
  for (let task = 0; task < TIMED; task++) {
    const { taskId } = await submitOne(world.chain, projectId);
    const start = performance.now();
    while ((await world.rows("SELECT 1 FROM chain.task WHERE id = $1", [taskId])).length === 0);
    times.push(performance.now() - start);
  }
  await world.stop();
  return times;
}
