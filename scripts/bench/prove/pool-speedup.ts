import { readFileSync } from "node:fs";
import { toHex } from "viem";
import { ProvingPool } from "../../../node/proving/pool.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import { packCode } from "../../../node/proving/circom/code.ts";
import type { ProgramInput } from "../../../node/proving/types.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import type { BenchCircuit } from "../large-circuit.ts";
import { medianOf, round2 } from "../report.ts";

/** Tasks a second of the node's own pool with two workers over those with one, alternating; proofs are checked. */
export async function poolSpeedup({ wasm, zkey, input }: BenchCircuit, rounds: number) {
  const code = programCodeOf({
    vmTypeID: vmTypes.circom,
    code: packCode({ wasm: readFileSync(wasm), zkey: readFileSync(zkey) }),
    codeExpParam: "",
  });
  const signals = JSON.stringify({ ...input, binding: undefined }); // the pool sets the binding
  const task: ProgramInput = { messages: [signals], binding: toHex(1, { size: 32 }) };
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
