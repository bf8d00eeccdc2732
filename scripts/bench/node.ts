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
import { bareRate, type Load, networkRate } from "./node/throughput.ts";
import { openWorkload, type Workload } from "./node/workload.ts";
import { medianOf, report, roundsOr, round2 } from "./report.ts";

const rounds = roundsOr(3);
/** Seconds between blocks while throughput is measured; IoTeX makes one every 2.5 s. */
const BLOCK_SECONDS = 2;
/** Tasks whose steps are timed, one at a time. */
const TIMED = 15;
const loads: Record<string, Load> = {
  "room-climate": { inFlight: 250, tasks: 250 },
  "eight-rooms": { inFlight: 60, tasks: 60 },
};

const circuits = await benchCircuits(); // before the clock: the larger one's keys may have to be made
const devnet = await startBenchNetwork();
const pool = new ProvingPool({ threads: THREADS, timeoutMs: 120_000 });
try {
  const workloads = [];
  for (const circuit of circuits) workloads.push(await openWorkload(devnet, circuit));
  await setBlockTime(devnet.urls.rpc, BLOCK_SECONDS);
  const measured: Measured[] = [];
  for (const workload of workloads) measured.push(await throughputOf(devnet, workload));
  await setBlockTime(devnet.urls.rpc, 0);
  const steps = await timeSteps(devnet, workloads[0]!, TIMED);

  const { name, variant } = openBackend();
  const cpuText = ({ name, cpuMs }: Measured) =>
    `${name}: ${Object.entries(cpuMs)
      .map(([process, ms]) => `${process} ${ms} ms`)
      .join(", ")}`;
  await report(
    "node",
    {
      poolRatio: measured.at(-1)!.poolRatio,
      claimMs: steps.claim,
      provedMs: steps.proved,
      settledMs: steps.settled,
      circuits: measured,
    },
    [
      ["circuit", "tasks settled a second", "bare pool", "ratio", "ratio by CPU"],
      ...measured.map(({ name, tasksPerSecond, barePerSecond, poolRatio, cpuRatio }) =>
        [name, tasksPerSecond, barePerSecond, poolRatio, cpuRatio].map(String),
      ),
    ],
    `Messages keep coming, so that chain (Anvil, a block every ${BLOCK_SECONDS} s), Postgres, indexer, gateway and a prover with ${THREADS} threads
share the cores at all times; ${rounds} rounds, back end ${name} (${variant}). One task at a time, with blocks at once, medians of ${TIMED}:
from the signing of the submission that makes the block ${steps.claim} ms until its claim is sent, ${steps.proved} ms to its proof,
${steps.settled} ms to its settlement. CPU a task, of all threads: ${measured.map(cpuText).join("; ")}.`,
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
  const rates: [network: number, bare: number][] = [];
  const cpu: Record<string, number>[] = [];
  await bareRate(pool, workload, 2 * THREADS); // loads the keys
  for (let round = 0; round < rounds; round++) {
    const used: Record<string, number> = {};
    let before: ReturnType<typeof cpuOf>;
    const network = await networkRate(devnet, workload, load, {
      start: () => (before = cpuOf(processes)),
      stop: (tasks) => {
        for (const [name, ms] of cpuOf(processes) ?? []) used[name] = (ms - before!.get(name)!) / tasks;
      },
    });
    const own = process.cpuUsage();
    const bare = await bareRate(pool, workload, load.tasks);
    const { user, system } = process.cpuUsage(own);
    rates.push([network, bare]);
    cpu.push({ ...used, "bare pool": (user + system) / 1000 / load.tasks });
    console.error(`${workload.name}: ${round2(network)} tasks a second, bare pool ${round2(bare)}`, cpu.at(-1));
  }
  const cpuMs = Object.fromEntries(
    Object.keys(cpu[0]!).map((name) => [name, Math.round(medianOf(cpu.map((one) => one[name]!)))]),
  );
  const { "bare pool": bareMs = NaN, ...networkMs } = cpuMs;
  return {
    name: workload.name,
    constraints: workload.constraints,
    poolRatio: round2(medianOf(rates.map(([network, bare]) => network / bare))),
    cpuRatio: round2(bareMs / Object.values(networkMs).reduce((sum, ms) => sum + ms, 0)),
    tasksPerSecond: round2(medianOf(rates.map(([network]) => network))),
    barePerSecond: round2(medianOf(rates.map(([, bare]) => bare))),
    cpuMs,
  };
}
