import { ProvingPool } from "../../../node/proving/pool.ts";
import type { BenchCircuit } from "../large-circuit.ts";
import { medianOf, round2 } from "../report.ts";
import { poolTask } from "./pool-task.ts";

/** Tasks a second of the node's own pool with two workers over those with one, alternating; proofs are checked. */
export async function poolSpeedup(circuit: BenchCircuit, rounds: number) {
  const { code, task } = poolTask(circuit);
  const pools = [1, 2].map((threads) => new ProvingPool({ threads, timeoutMs: 120_000 })) as [ProvingPool, ProvingPool];
  const rate = async (pool: ProvingPool, tasks: number) => {
    const start = performance.now();
    await Promise.all(Array.from({ length: tasks }, () => pool.prove(code, task)));
    return (1000 * tasks) / (performance.now() - start);
  };
  for (const pool of pools) await rate(pool, 2 * pool.threads); // loads the keys
  const rates: [one: number, two: number][] = [];
  for (let round = 0; round < rounds; round++) {
    rates.push([await rate(pools[0], TASKS), await rate(pools[1], 2 * TASKS)]);
  }
  await Promise.all(pools.map((pool) => pool.close()));
  return {
    speedup2: round2(medianOf(rates.map(([one, two]) => two / one))),
    tasksPerSecond: round2(medianOf(rates.map(([, two]) => two))),
  };
}

/** Of one worker in one round. */
const TASKS = 20;
