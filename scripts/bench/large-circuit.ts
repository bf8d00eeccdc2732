import { access, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { signWindow } from "../../examples/room-climate/device.ts";
import { parseReadings, windowsOf } from "../../examples/room-climate/readings.ts";
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
  const base = join(folder, "eight-rooms");
  const [wasm, zkey, size] = [join(folder, "eight-rooms_js/eight-rooms.wasm"), `${base}.zkey`, `${base}.constraints`];
  if (!(await exists(size))) {
    await mkdir(folder, { recursive: true });
    const part = await readFile(join(example, "circuit/room-climate.circom"), "utf8");
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
  const windows = await signedWindows(ROOMS);
  const input = Object.fromEntries(
    (["count", "time", "temperature", "co2", "publicKey", "R8", "S"] as const).map((name) => [
      name,
      windows.map((window) => window[name]),
    ]),
  );
  return {
    name: "eight-rooms",
    constraints: Number(await readFile(size, "utf8")),
    wasm,
    zkey,
    input: { ...input, binding: "1" },
  };
}

const ROOMS = 8;
const SOURCE = `pragma circom 2.2.0;
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
    signal output inputHash[ROOMS];
    component room[ROOMS];
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
        inputHash[i] <== room[i].inputHash;
    }
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
