import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileCircuit } from "../../../../scripts/circuit/compile.ts";
import { packCode } from "../../../../node/proving/circom/code.ts";
import { insecureKeys } from "../../../../scripts/circuit/insecure-keys.ts";
import { roomClimateZkey } from "./room-climate.ts";

/**
 * A program that commits to `values` and counts to `turns`, which a device can choose as large as it likes: the way a
 * careless circuit lets a message keep a prover busy for ever.
 */
const source = `pragma circom 2.1.0;
template Tiny() {
    signal input binding;
    signal input values[2][2];
    signal input turns;
    signal output taskBinding <== binding;
    signal output inputHash <== values[0][0] + 10 * values[0][1] + 100 * values[1][0] + 1000 * values[1][1];
    signal output counted;
    var count = 0;
    while (count < turns) { count++; }
    counted <-- count;
    turns === counted;
}
component main = Tiny();
`;

/** The tiny program, compiled now, with keys of its own. */
export async function tinyCode(): Promise<Uint8Array> {
  const folder = path.join(fileURLToPath(new URL("../../../..", import.meta.url)), "build", `tiny-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(path.join(folder, "tiny.circom"), source);
    const { wasm, r1cs } = await compileCircuit(path.join(folder, "tiny.circom"), folder);
    return packCode({ wasm: readFileSync(wasm), zkey: insecureKeys(readFileSync(r1cs)).zkey });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The room-climate key with another number of signals and public signals in its header. */
export function zkeyWithCounts(signals: number, publicSignals: number): Buffer {
  const zkey = roomClimateZkey();
  const counts =
    zkey.indexOf(Buffer.from("010000f093f5e1439170b97948e833285d588181b64550b829a031e1724e6430", "hex")) + 32;
  zkey.writeUInt32LE(signals, counts);
  zkey.writeUInt32LE(publicSignals, counts + 4);
  return zkey;
}
