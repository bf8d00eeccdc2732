/**
 * `npm run bench:prove [-- --json] [--rounds N]`: CPU and wall time of one proof, from the input to the proof, with this
 * project's core (native, WebAssembly) and with snarkjs.groth16.fullProve from file paths, alternating in one run; then
 * peak memory, of a process for each, and the throughput of the node's pool with two workers against one. Medians.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { groth16, curves, zKey } from "snarkjs";
import { openBackend, type BackendName } from "../../node/proving/groth16/backend.ts";
import { CircomProver } from "./circom-prover.ts";
import { benchCircuits, type BenchCircuit } from "./large-circuit.ts";
import { poolSpeedup } from "./prove/pool-speedup.ts";
import { addedBy, secondWorker } from "./prove/second-worker.ts";
import { medianOf, report, roundsOr, round2, timed, type Times } from "./report.ts";

const rounds = roundsOr(5);
const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

const rows: string[][] = [];
const circuits = [];
const all = await benchCircuits();
for (const circuit of all) circuits.push(await measure(circuit));
await (await curves.getCurveFromName("bn128")).terminate();
const pool = { ...(await poolSpeedup(all[0]!, rounds)), ...(await secondWorker(all[0]!)) };
const { name, variant } = openBackend();
await report(
  "prove",
  { circuits, pool: { ...pool, backend: name } },
  [
    [
      "circuit",
      "variant",
      "CPU a proof",
      "less CPU than snarkjs",
      "wall",
      "key",
      "a second worker adds",
      "peak memory",
    ],
    ...rows,
  ],
  `From a circuit's input to its proof, everything resident, against snarkjs.groth16.fullProve from file paths. ${rounds} rounds,
CPU time of all threads. Peak memory is that of a process which only does this. The node's pool (${name}, ${variant}) proves
${pool.speedup2} times as many room-climate tasks with two workers as with one: ${pool.tasksPerSecond} a second, each
proof checked by its pairing equation. The second worker adds ${mebibytes(pool.secondWorkerBytes)} to prove with the resident key of
${mebibytes(pool.keyBytes)}, ${pool.secondWorkerKeyShare} of it; with its JavaScript, Node's own and the witness calculator, the process grew by
${mebibytes(pool.secondWorkerResidentBytes)}.`,
);
process.exit();

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
  const peaks: Record<string, number> = {};
  for (const variant of [...backends, "snarkjs"]) peaks[variant] = await peakMemory(variant, name);
  const ours = Object.fromEntries(
    backends.map((backend) => [
      backend,
      {
        cpuRatio: round2(snarkjs.cpuMs / median(backend, "cpuMs")),
        cpuMs: median(backend, "cpuMs"),
        wallMs: median(backend, "wallMs"),
        loadCpuMs: loading[backend]!.cpuMs,
        memory: provers[backend]!.key.memory(),
        peakBytes: peaks[backend],
      },
    ]),
  );
  for (const variant of [...backends, "snarkjs"] as const) {
    const { cpuMs, wallMs } = variant === "snarkjs" ? snarkjs : ours[variant]!;
    const memory = variant === "snarkjs" ? undefined : provers[variant]!.key.memory();
    rows.push([
      `${name} (${constraints} constraints)`,
      variant,
      `${cpuMs} ms`,
      variant === "snarkjs" ? "1" : String(ours[variant]!.cpuRatio),
      `${wallMs} ms`,
      memory ? mebibytes(memory.key) : "",
      memory ? `${mebibytes(addedBy(memory))}, ${round2(addedBy(memory) / memory.key)} of the key` : "",
      mebibytes(peaks[variant]!),
    ]);
  }
  for (const backend of backends) provers[backend]!.key.release();
  return { name, constraints, ...ours, snarkjs: { ...snarkjs, peakBytes: peaks["snarkjs"] } };
}

async function peakMemory(variant: string, circuit: string): Promise<number> {
  const child = fork(fileURLToPath(new URL("prove/memory.ts", import.meta.url)), [variant, circuit]);
  const [bytes] = (await once(child, "message")) as [number];
  return bytes;
}

function isAvailable(backend: BackendName): boolean {
  try {
    return openBackend(backend).name === backend;
  } catch {
    console.log(`The ${backend} back end is not available on this machine.`);
    return false;
  }
}
