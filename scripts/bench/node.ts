/**
 * `npm run bench:node [-- --json] [--rounds N]`: tasks settled a second through a whole network on this machine (chain,
 * Postgres, indexer, gateway, two provers of one thread each) against a bare pool of two threads that proves the same
 * tasks while the network idles, alternating. Then, one task at a time, how long after its block a task's claim is sent,
 * its proof is there and it is settled.
 */
import { readFileSync } from "node:fs";
import { toHex } from "viem";
import { signWindow } from "../../examples/room-climate/device.ts";
import { parseReadings, windowsOf } from "../../examples/room-climate/readings.ts";
import { type DeviceMessage, signMessage } from "../../node/protocol/message.ts";
import { openBackend } from "../../node/proving/groth16/backend.ts";
import { ProvingPool } from "../../node/proving/pool.ts";
import { programCodeOf } from "../../node/proving/program-code.ts";
import { packCode } from "../../node/proving/circom/code.ts";
import { vmTypes } from "../../node/protocol/vm-types.ts";
import { type Devnet, startDevnet } from "../devnet/network.ts";
import { devices, version } from "../devnet/room-climate.ts";
import { until } from "../devnet/until.ts";
import { cpuOf } from "./node/cpu.ts";
import { medianOf, report, roundsOr, round2 } from "./report.ts";

const rounds = roundsOr(3);
/** Tasks of a round, and tasks whose steps are timed one at a time. */
const [TASKS, TIMED] = [40, 15];

const example = new URL("../../examples/room-climate/", import.meta.url);
const windows = windowsOf(parseReadings(readFileSync(new URL("data/room-sensors.csv", example), "utf8"))).filter(
  ({ length }) => length === 16,
);
let sent = 0;

const devnet = await startDevnet({ progress: (text) => console.error(text) });
const pool = new ProvingPool({ threads: 2, timeoutMs: 120_000 });
try {
  const code = programCodeOf({
    vmTypeID: vmTypes.circom,
    code: packCode({
      wasm: readFileSync(new URL("keys/room-climate.wasm", example)),
      zkey: readFileSync(new URL("keys/room-climate.zkey", example)),
    }),
    codeExpParam: "",
  });
  const rates: [node: number, bare: number][] = [];
  const processes = await processesOf(devnet);
  const cpu = new Map<string, number>();
  for (let round = -1; round < rounds; round++) {
    const messages = await nextMessages(round < 0 ? 4 : TASKS);
    const before = cpuOf(processes);
    const nodeSeconds = await seconds(() => settle(devnet, messages));
    const after = cpuOf(processes);
    const poolBefore = process.cpuUsage();
    const bareSeconds = await seconds(() =>
      Promise.all(
        messages.map(({ data }, i) => pool.prove(code, { messages: [data], binding: toHex(i, { size: 32 }) })),
      ),
    );
    const { user, system } = process.cpuUsage(poolBefore);
    if (round < 0) continue; // it warms up
    rates.push([messages.length / nodeSeconds, messages.length / bareSeconds]);
    const share = (ms: number) => ms / (rounds * messages.length);
    for (const [name, ms] of after ?? []) {
      cpu.set(name, (cpu.get(name) ?? 0) + share(ms - (before?.get(name) ?? ms)));
    }
    cpu.set("bare pool", (cpu.get("bare pool") ?? 0) + share((user + system) / 1_000));
  }
  const from = (await devnet.pool.query<{ now: string }>("SELECT clock_timestamp()::text AS now")).rows[0]!.now;
  for (const message of await nextMessages(TIMED)) await settle(devnet, [message]);
  const steps = await stepsSince(devnet, from);

  const poolRatio = round2(medianOf(rates.map(([node, bare]) => node / bare)));
  const [tasksPerSecond, barePerSecond] = [0, 1].map((i) => round2(medianOf(rates.map((pair) => pair[i]!)))) as [
    number,
    number,
  ];
  const cpuMs = Object.fromEntries([...cpu].map(([name, ms]) => [name, Math.round(ms)]));
  const { name, variant } = openBackend();
  await report(
    "node",
    {
      poolRatio,
      claimMs: steps.claim,
      provedMs: steps.proved,
      settledMs: steps.settled,
      tasksPerSecond,
      barePerSecond,
      cpuMs,
    },
    [
      ["tasks settled a second", "bare pool", "ratio", "block to claim sent", "to proof", "to settlement"],
      [
        ...[String(tasksPerSecond), String(barePerSecond), String(poolRatio)],
        ...[steps.claim, steps.proved, steps.settled].map((ms) => `${ms} ms`),
      ],
    ],
    `The room-climate circuit, ${TASKS} tasks a round, ${rounds} rounds; back end ${name} (${variant}). Times are medians over
${TIMED} tasks sent one at a time, from when the submission that makes the block is signed; the chain mines at once. What the
ratio leaves is the rest of the network on the same cores. CPU a task, of all threads: ${Object.entries(cpuMs)
      .map(([process, ms]) => `${process} ${ms} ms`)
      .join(", ")}.`,
  );
} finally {
  await pool.close();
  await devnet.stop();
}
process.exit();

/** Messages nobody sent before: the data set's windows, over and over, each time at a later hour. */
async function nextMessages(count: number): Promise<DeviceMessage[]> {
  const { projectId } = devnet;
  return Promise.all(
    Array.from({ length: count }, async () => {
      const index = sent++;
      const later = Math.floor(index / windows.length) * 10_000_000; // seconds; longer than the data set
      const window = windows[index % windows.length]!.map((reading) => ({ ...reading, time: reading.time + later }));
      const device = devices[index % devices.length]!;
      const data = JSON.stringify(signWindow(device.windowKey, window));
      return signMessage(device.identity, { projectID: Number(projectId), projectVersion: version, data });
    }),
  );
}

/** Sends the messages and resolves once all of their tasks are settled on chain, as the index has it. */
async function settle({ urls, pool }: Devnet, messages: DeviceMessage[]): Promise<void> {
  const ids = await Promise.all(
    messages.map(async (message) => {
      const response = await fetch(`${urls.gateway}/message`, { method: "POST", body: JSON.stringify(message) });
      const { taskID } = (await response.json()) as { taskID?: string };
      if (!taskID) throw new Error(`The gateway refused a message with ${response.status}`);
      return taskID;
    }),
  );
  const sql = "SELECT count(*)::int AS count FROM chain.task WHERE data_hash = ANY($1) AND settled_block IS NOT NULL";
  await until(async () => (await pool.query<{ count: number }>(sql, [ids])).rows[0]!.count === ids.length, {
    ...{ what: "the settlement of all tasks", timeoutMs: 300_000, intervalMs: 20 },
  });
}

/** The processes whose CPU time counts, by what the table calls them. */
async function processesOf({ pool, processes }: Devnet): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ pid: number }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
  );
  const nodes = [...processes.values()].map((each): [string, number] => [each.name, each.pid]);
  return new Map([...nodes, ["Postgres", rows[0]!.pid]]);
}

/** Medians, in milliseconds after the signing of the submission, of tasks submitted since a time. */
async function stepsSince({ pool }: Devnet, from: string): Promise<Record<"claim" | "proved" | "settled", number>> {
  const { rows } = await pool.query<Record<"claim" | "proved" | "settled", number>>(
    `WITH signed AS (
       SELECT o.kind, o.id, o.transaction_hash, o.created_at AS queued, min(a.created_at) AS at
       FROM node.outbox o JOIN node.outbox_attempt a ON a.outbox_id = o.id WHERE a.created_at > $1 GROUP BY o.id
     )
     SELECT extract(epoch FROM claim.at - submit.at)::float * 1000 AS claim,
       extract(epoch FROM prove.queued - submit.at)::float * 1000 AS proved,
       extract(epoch FROM prove.at - submit.at)::float * 1000 AS settled
     FROM chain.task_event e
     JOIN signed submit ON submit.kind = 'submit' AND submit.transaction_hash = e.transaction_hash
     JOIN signed claim ON claim.id LIKE 'claim:' || e.task_id || ':%' AND claim.transaction_hash IS NOT NULL
     JOIN signed prove ON prove.id LIKE 'prove:' || e.task_id || ':%' AND prove.transaction_hash IS NOT NULL
     WHERE e.kind = 'submitted'`,
    [from],
  );
  if (rows.length === 0) throw new Error("no task was timed");
  const median = (step: "claim" | "proved" | "settled") => Math.round(medianOf(rows.map((row) => row[step])));
  return { claim: median("claim"), proved: median("proved"), settled: median("settled") };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
