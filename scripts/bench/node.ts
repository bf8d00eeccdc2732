/**
 * `npm run bench:node [-- --json] [--rounds N]`: tasks settled a second through a whole network on this machine (chain,
 * Postgres, indexer, gateway and a prover with two threads) against a bare pool of two threads that proves such tasks
 * while the network idles, alternating, for the room-climate circuit and one of eight times its size. Then, one task at a
 * time, how long after its block a task's claim is sent, its proof is there and it is settled.
 */
import { openBackend } from "../../node/proving/groth16/backend.ts";
import { ProvingPool } from "../../node/proving/pool.ts";
import type { Devnet } from "../devnet/network.ts";
import { benchCircuits } from "./large-circuit.ts";
import { setBlockTime } from "./node/anvil.ts";
import { cpuOf, processesOf } from "./node/cpu.ts";
import { startBenchNetwork, THREADS } from "./node/network.ts";
import { timeSteps } from "./node/steps.ts";
import { backlogRate, bareRate, type Clock, type Load, streamRate } from "./node/throughput.ts";
import { openWorkload, type Workload } from "./node/workload.ts";
import { medianOf, report, roundsOr, round2 } from "./report.ts";

const rounds = roundsOr(3);
/** Seconds between blocks while throughput is measured; IoTeX makes one every 2.5 s. */
const BLOCK_SECONDS = 2;
/** Tasks whose steps are timed, one at a time. */
const TIMED = 15;
const loads: Record<string, Load> = {
  "room-climate": { inFlight: 350, tasks: 300 },
  "eight-rooms": { inFlight: 90, tasks: 70 },
};

const circuits = await benchCircuits(); // before the clock: the larger one's keys may have to be made
const devnet = await startBenchNetwork();
const pool = new ProvingPool({ threads: THREADS, timeoutMs: 120_000 });
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void devnet.stop().then(() => process.exit(1)));
try {
  const workloads = [];
  for (const circuit of circuits) workloads.push(await openWorkload(devnet, circuit));
  await setBlockTime(devnet.urls.rpc, BLOCK_SECONDS);
  const all: Measured[] = [];
  for (const workload of workloads) all.push(await throughputOf(devnet, workload));
  await setBlockTime(devnet.urls.rpc, 0);
  const steps = await timeSteps(devnet, workloads[0]!, TIMED);

  const { name, variant } = openBackend();
  const listed = (cpuMs: Record<string, number>) =>
    Object.entries(cpuMs)
      .map(([process, ms]) => `${process} ${ms} ms`)
      .join(", ");
  const cpuText = ({ name, cpuMs }: Measured) =>
    `${name}: ${listed(cpuMs.bare)}; on chain already: ${listed(cpuMs.backlog)}; from devices: ${listed(cpuMs.stream)}`;
  await report(
    "node",
    {
      poolRatio: Math.min(...all.map((each) => each.poolRatio)),
      claimMs: steps.claim,
      provedMs: steps.proved,
      settledMs: steps.settled,
      circuits: all,
    },
    [
      ["circuit", "bare pool", "settled, on chain already", "ratio", "settled, from devices", "ratio"],
      ...all.map((each) =>
        [
          ...[each.name, each.barePerSecond, each.tasksPerSecond, each.poolRatio],
          ...[each.streamPerSecond, each.streamRatio],
        ].map(String),
      ),
    ],
    `Tasks a second: of a pool alone, of the whole network with tasks that are on the chain already, and with messages that keep
coming from devices, where the gateway runs each program as well to learn what the task commits to. Chain (Anvil, a block
every ${BLOCK_SECONDS} s), Postgres, indexer, gateway and a prover with ${THREADS} threads share the cores at all times; ${rounds} rounds, back
end ${name} (${variant}). One task at a time, with blocks at once, medians of ${TIMED}: from the signing of the submission that
makes the block ${steps.claim} ms until its claim is sent, ${steps.proved} ms to its proof, ${steps.settled} ms to its settlement.

CPU a task, of all threads. ${all.map(cpuText).join(". ")}.`,
  );
} finally {
  await pool.close();
  await devnet.stop();
}
process.exit();

type Measured = Awaited<ReturnType<typeof throughputOf>>;

/** Medians over rounds; CPU times of one task, in milliseconds. */
async function throughputOf(devnet: Devnet, workload: Workload) {
  const load = loads[workload.name]!;
  const processes = await processesOf(devnet);
  const runs = {
    backlog: (clock: Clock) => backlogRate(devnet, workload, load, clock),
    stream: (clock: Clock) => streamRate(devnet, workload, load, clock),
    bare: (clock: Clock) => bareRate(pool, workload, load, clock),
  };
  const samples: Sample[] = [];
  for (let round = -1; round < rounds; round++) {
    const bare = await measured(new Map([["bare pool", process.pid]]), runs.bare);
    const stream = await measured(processes, runs.stream);
    if (round < 0) continue; // keys are loaded, and the compiler has seen to witnesses
    const sample = { bare, stream, backlog: await measured(processes, runs.backlog) };
    console.error(workload.name, JSON.stringify(sample));
    samples.push(sample);
  }
  const median = (value: (sample: Sample) => number) => round2(medianOf(samples.map(value)));
  const cpuOfRuns = (run: keyof Sample) =>
    Object.fromEntries(
      Object.keys(samples[0]![run].cpuMs).map((name) => [name, median((each) => each[run].cpuMs[name] ?? NaN)]),
    );
  const ratio = (run: keyof Sample) => median((each) => each[run].rate / each.bare.rate);
  const rate = (run: keyof Sample) => median((each) => each[run].rate);
  return {
    name: workload.name,
    constraints: workload.constraints,
    poolRatio: ratio("backlog"),
    streamRatio: ratio("stream"),
    tasksPerSecond: rate("backlog"),
    streamPerSecond: rate("stream"),
    barePerSecond: rate("bare"),
    cpuMs: { backlog: cpuOfRuns("backlog"), stream: cpuOfRuns("stream"), bare: cpuOfRuns("bare") },
  };
}

interface Run {
  /** Tasks a second. */
  rate: number;
  /** CPU of each process for a task, in milliseconds. */
  cpuMs: Record<string, number>;
}

/** One round. */
type Sample = Record<"bare" | "stream" | "backlog", Run>;

/** A rate, with the CPU time that the processes used while the clock ran. */
async function measured(processes: Map<string, number>, run: (clock: Clock) => Promise<number>): Promise<Run> {
  let before: ReturnType<typeof cpuOf>;
  const cpuMs: Record<string, number> = {};
  const rate = await run({
    start: () => (before = cpuOf(processes)),
    stop: (tasks) => {
      for (const [name, ms] of cpuOf(processes) ?? []) cpuMs[name] = round2((ms - (before?.get(name) ?? NaN)) / tasks);
    },
  });
  return { rate: round2(rate), cpuMs };
}
