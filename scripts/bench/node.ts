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
  "eight-rooms": { inFlight: 60, tasks: 50 },
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

/**
 * Medians over rounds; CPU times of one task, in milliseconds. Before and after each run of the network the bare pool
 * runs, and the mean of both is what it is compared with: a machine's speed may change within a minute.
 */
async function throughputOf(devnet: Devnet, workload: Workload) {
  const load = loads[workload.name]!;
  const processes = await processesOf(devnet);
  const runs = {
    stream: (clock: Clock) => streamRate(devnet, workload, load, clock),
    backlog: (clock: Clock) => backlogRate(devnet, workload, load, clock),
  };
  const runBare = () =>
    measured(new Map([["bare pool", process.pid]]), (clock) => bareRate(pool, workload, load, clock));
  await runBare(); // keys are loaded, and the compiler sees to witnesses
  await measured(processes, runs.stream);

  const samples: Record<keyof typeof runs | "bare", Run[]> = { bare: [await runBare()], stream: [], backlog: [] };
  const ratios: Record<keyof typeof runs, number[]> = { stream: [], backlog: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of ["stream", "backlog"] as const) {
      const run = await measured(processes, runs[kind]);
      const [before, after] = [samples.bare.at(-1)!, await runBare()];
      const ratio = run.rate / ((before.rate + after.rate) / 2);
      samples[kind].push(run);
      samples.bare.push(after);
      ratios[kind].push(ratio);
      console.error(workload.name, kind, round2(ratio), JSON.stringify({ before, run, after }));
    }
  }
  const median = (values: number[]) => round2(medianOf(values));
  const rate = (kind: keyof typeof samples) => median(samples[kind].map((run) => run.rate));
  const cpuMs = (kind: keyof typeof samples) =>
    Object.fromEntries(
      Object.keys(samples[kind][0]!.cpuMs).map((name) => [
        name,
        median(samples[kind].map((run) => run.cpuMs[name] ?? NaN)),
      ]),
    );
  return {
    name: workload.name,
    constraints: workload.constraints,
    poolRatio: median(ratios.backlog),
    streamRatio: median(ratios.stream),
    tasksPerSecond: rate("backlog"),
    streamPerSecond: rate("stream"),
    barePerSecond: rate("bare"),
    cpuMs: { backlog: cpuMs("backlog"), stream: cpuMs("stream"), bare: cpuMs("bare") },
  };
}

interface Run {
  /** Tasks a second. */
  rate: number;
  /** CPU of each process for a task, in milliseconds. */
  cpuMs: Record<string, number>;
}

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
