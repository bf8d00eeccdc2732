import { access, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { type SignedWindow, signWindow } from "../../examples/room-climate/device.ts";
import { parseReadings, windowsOf } from "../../examples/room-climate/readings.ts";
import { sha256Of } from "../../node/protocol/sha256.ts";
import type { CircuitInput } from "../../node/proving/groth16/witness.ts";
import { compileCircuit } from "../circuit/compile.ts";
import { insecureKeys } from "../circuit/insecure-keys.ts";
import { readR1cs } from "../circuit/r1cs.ts";

/** A circuit with keys, and an input it accepts. */
export interface BenchCircuit {
  name: string;
  constraints: number;
  /** Paths of the .wasm and the .zkey file. */
  wasm: string;
  zkey: string;
  input: CircuitInput;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const example = join(root, "examples/room-climate");
const folder = join(root, "build/bench");

/** Both circuits: the example's, and one of about eight times its size. */
export async function benchCircuits(): Promise<BenchCircuit[]> {
  return [await roomClimate(), await eightRooms()];
}

/** The example's circuit with the keys of the repository. */
export async function roomClimate(): Promise<BenchCircuit> {
  const keys = join(example, "keys/room-climate");
  const [signed] = await signedWindows(1);
  const notice = await readFile(join(example, "keys/README.md"), "utf8");
  return {
    name: "room-climate",
    constraints: Number(/Circuit: (\d+) constraints/.exec(notice)?.[1]),
    wasm: `${keys}.wasm`,
    zkey: `${keys}.zkey`,
    input: { ...signed, binding: "1" } as unknown as CircuitInput,
  };
}

/** Eight of them in one circuit, with keys for measurements only, made on first use (about a minute) in build/bench. */
export async function eightRooms(): Promise<BenchCircuit> {
  const part = await readFile(join(example, "circuit/room-climate.circom"), "utf8");
  // Named by what it is made of, so that another circuit never meets old keys.
  const name = `eight-rooms-${sha256Of(Buffer.from(SOURCE + part)).slice(2, 10)}`;
  const base = join(folder, name);
  const [wasm, zkey, size] = [join(folder, `${name}_js/${name}.wasm`), `${base}.zkey`, `${base}.constraints`];
  if (!(await exists(size))) {
    await mkdir(folder, { recursive: true });
    const includes = /include "(?!circomlib)/g; // the example's own files, seen from build/bench
    await writeFile(
      join(folder, "room-climate-part.circom"),
      part.replace(/^component main.*$/m, "").replaceAll(includes, 'include "../../examples/room-climate/circuit/'),
    );
    await writeFile(`${base}.circom`, SOURCE);
    const compiled = await compileCircuit(`${base}.circom`, folder);
    const r1cs = await readFile(compiled.r1cs);
    await writeFile(zkey, insecureKeys(r1cs).zkey);
    await writeFile(`${size}.new`, String(readR1cs(r1cs).constraints.length));
    await rename(`${size}.new`, size); // last: says that all the others are complete
  }
  return {
    name: "eight-rooms",
    constraints: Number(await readFile(size, "utf8")),
    wasm,
    zkey,
    input: { ...joined(await signedWindows(ROOMS)), binding: "1" } as unknown as CircuitInput,
  };
}

/** Windows as the larger circuit takes them: each signal an array. */
export function joined(windows: readonly SignedWindow[]): object {
  const names = ["count", "time", "temperature", "co2", "publicKey", "R8", "S"] as const;
  return Object.fromEntries(names.map((name) => [name, windows.map((window) => window[name])]));
}

/** Windows of one input of the larger circuit. */
export const ROOMS = 8;

/** Its journal begins as every program's does: the task's binding, and one commitment to all of the windows. */
const SOURCE = `pragma circom 2.2.0;
include "circomlib/circuits/poseidon.circom";
include "room-climate-part.circom";

template Rooms(ROOMS, SLOTS) {
    signal input binding;
    signal input count[ROOMS];
    signal input time[ROOMS][SLOTS];
    signal input temperature[ROOMS][SLOTS];
    signal input co2[ROOMS][SLOTS];
    signal input publicKey[ROOMS][2];
    signal input R8[ROOMS][2];
    signal input S[ROOMS];
    signal output taskBinding <== binding;
    signal output inputHash;
    component room[ROOMS];
    component commitment = Poseidon(ROOMS);
    for (var i = 0; i < ROOMS; i++) {
        room[i] = RoomClimate(SLOTS);
        room[i].binding <== binding;
        room[i].count <== count[i];
        room[i].time <== time[i];
        room[i].temperature <== temperature[i];
        room[i].co2 <== co2[i];
        room[i].publicKey <== publicKey[i];
        room[i].R8 <== R8[i];
        room[i].S <== S[i];
        commitment.inputs[i] <== room[i].inputHash;
    }
    inputHash <== commitment.out;
}

component main = Rooms(${ROOMS}, 16);
`;

async function signedWindows(count: number) {
  const readings = parseReadings(await readFile(join(example, "data/room-sensors.csv"), "utf8"));
  return windowsOf(readings)
    .slice(0, count)
    .map((window, room) => signWindow(new Uint8Array(32).fill(room + 1), window));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
