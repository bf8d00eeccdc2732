/** `fork`ed with a circuit's name and a number of workers: each proves ten times; sends the process' memory, in bytes. */
import { ProvingPool } from "../../../node/proving/pool.ts";
import { benchCircuits } from "../large-circuit.ts";
import { poolTask } from "./pool-task.ts";

const [name, threads] = [process.argv[2], Number(process.argv[3])];
const { code, task } = poolTask((await benchCircuits()).find((circuit) => circuit.name === name)!);
const pool = new ProvingPool({ threads, timeoutMs: 120_000 });
for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: threads }, () => pool.prove(code, task)));
process.send!(process.memoryUsage.rss(), () => process.exit());
