/**
 * `npm run bench:prove [-- --json] [--rounds N]`: CPU and wall time of one proof, from the input to the proof, with this
 * project's core (native, WebAssembly) and with snarkjs.groth16.fullProve from file paths, alternating in one run; then
 * the throughput of two worker threads against one. Medians. CPU time is that of all threads of the process.
 */
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { groth16, curves, zKey } from "snarkjs";
import { openBackend, type BackendName } from "../../node/proving/groth16/backend.ts";
import { CircomProver } from "./circom-prover.ts";
import { eightRooms, roomClimate, type BenchCircuit } from "./large-circuit.ts";

interface Times {
  cpuMs: number;
  wallMs: number;
}

const { values } = parseArgs({ options: { json: { type: "boolean" }, rounds: { type: "string", default: "5" } } });
const rounds = Number(values.rounds);

/** Proofs of one worker in one round. */
const PROOFS = 20;

const circuits = [];
for (const circuit of [await roomClimate(), await eightRooms()]) circuits.push(await measure(circuit));
const pool = { speedup2: await speedup(await roomClimate()) };
console.log(`\nTwo workers against one: ${pool.speedup2.toFixed(2)} times the proofs (${openBackend().name})`);
if (values.json) console.log(JSON.stringify({ circuits, pool }));
await (await curves.getCurveFromName("bn128")).terminate();

async function measure(circuit: BenchCircuit) {
  const { name, constraints, wasm, zkey, input } = circuit;
  const backends = (["native", "wasm"] as const).filter(isAvailable);
  const loading: Record<string, Times> = {};
  const provers: Partial<Record<BackendName, CircomProver>> = {};
  for (const backend of backends) {
    loading[backend] = await timed(() => {
      provers[backend] = new CircomProver({ backend, files: { wasm, zkey }, input });
    });
  }
  const verificationKey = await zKey.exportVerificationKey(zkey);
  const prove = {
    native: () => provers.native!.prove(),
    wasm: () => provers.wasm!.prove(),
    snarkjs: () => groth16.fullProve(input as never, wasm, zkey),
  };
  const times: Record<string, Times[]> = { native: [], wasm: [], snarkjs: [] };
  for (let round = -1; round < rounds; round++) {
    for (const variant of [...backends, "snarkjs"] as const) {
      let result: Awaited<ReturnType<typeof prove.snarkjs>>;
      const time = await timed(async () => {
        result = await prove[variant]();
      });
      if (round >= 0) times[variant]!.push(time); // the first warms up
      if (!(await groth16.verify(verificationKey, result!.publicSignals, result!.proof))) {
        throw new Error(`${variant} made an invalid proof of ${name}`);
      }
    }
  }
  const median = (variant: string, field: keyof Times) => medianOf(times[variant]!.map((time) => time[field]));
  const snarkjs = { cpuMs: median("snarkjs", "cpuMs"), wallMs: median("snarkjs", "wallMs") };
  const ours = Object.fromEntries(
    backends.map((backend) => [
      backend,
      {
        cpuRatio: round2(snarkjs.cpuMs / median(backend, "cpuMs")),
        cpuMs: median(backend, "cpuMs"),
        wallMs: median(backend, "wallMs"),
        loadCpuMs: loading[backend]!.cpuMs,
        memory: provers[backend]!.key.memory(),
      },
    ]),
  );
  console.log(`\n${name}: ${constraints} constraints, medians of ${rounds} rounds`);
  console.table({ ...ours, snarkjs });
  for (const backend of backends) provers[backend]!.key.release();
  return { name, constraints, ...ours, snarkjs };
}

/** Proofs a second of two worker threads over those of one, alternating. */
async function speedup({ wasm, zkey, input }: BenchCircuit): Promise<number> {
  const workerData = { backend: openBackend().name, files: { wasm, zkey }, input };
  const workers = [1, 2].map((_) => new Worker(new URL("./proving-worker.ts", import.meta.url), { workerData }));
  await Promise.all(workers.map(message));
  const rate = async (active: Worker[]) => {
    const start = performance.now();
    for (const worker of active) worker.postMessage(PROOFS);
    await Promise.all(active.map(message));
    return (active.length * PROOFS) / (performance.now() - start);
  };
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [one, two] = [await rate(workers.slice(0, 1)), await rate(workers)];
    ratios.push(two / one);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return round2(medianOf(ratios));
}

function message(worker: Worker): Promise<unknown> {
  return once(worker, "message"); // rejects when the worker fails
}

function isAvailable(backend: BackendName): boolean {
  try {
    return openBackend(backend).name === backend;
  } catch {
    console.log(`The ${backend} back end is not available on this machine.`);
    return false;
  }
}

async function timed(work: () => unknown): Promise<Times> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: round2((user + system) / 1000), wallMs: round2(performance.now() - start) };
}

function medianOf(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
