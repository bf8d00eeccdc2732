/** `fork`ed with a variant and a circuit's name: proves ten times and sends the process' peak memory, in bytes. */
import { readFileSync } from "node:fs";
import { groth16 } from "snarkjs";
import type { BackendName } from "../../../node/proving/groth16/backend.ts";
import { CircomProver } from "../circom-prover.ts";
import { benchCircuits } from "../large-circuit.ts";

const [variant, name] = process.argv.slice(2) as [BackendName | "snarkjs", string];
const { wasm, zkey, input } = (await benchCircuits()).find((circuit) => circuit.name === name)!;
if (variant === "snarkjs") {
  for (let i = 0; i < 3; i++) await groth16.fullProve(input as never, wasm, zkey);
} else {
  const prover = new CircomProver({ backend: variant, files: { wasm, zkey }, input });
  for (let i = 0; i < 10; i++) prover.prove();
}
process.send!(peakBytes(), () => process.exit());

/** Linux' own figure where there is one: maxRSS begins with that of the process that forked. */
function peakBytes(): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
