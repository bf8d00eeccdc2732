import { readFile } from "node:fs/promises";
import { signWindow } from "../../../examples/room-climate/device.ts";
import { parseReadings, windowsOf } from "../../../examples/room-climate/readings.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { packCode } from "../../../node/proving/circom/code.ts";
import { devices } from "../../devnet/room-climate.ts";
import type { DemoVm } from "./types.ts";

const example = new URL("../../../examples/room-climate/", import.meta.url);

/** Groth16 on a Circom circuit: the room-climate example. */
export const groth16: DemoVm = {
  name: "groth16",
  remote: false,
  prepare: async () => ({
    program: { vmTypeID: vmTypes.circom, code: await roomClimateCode(), codeExpParam: "" },
    message: await roomClimateWindow(),
  }),
};

/** The example's circuit and development key. */
export async function roomClimateCode(): Promise<Uint8Array> {
  const [wasm, zkey] = await Promise.all([
    readFile(new URL("keys/room-climate.wasm", example)),
    readFile(new URL("keys/room-climate.zkey", example)),
  ]);
  return packCode({ wasm, zkey });
}

/** The example's first window of readings, signed by the first device. */
export async function roomClimateWindow(): Promise<string> {
  const [window] = windowsOf(parseReadings(await readFile(new URL("data/room-sensors.csv", example), "utf8")));
  return JSON.stringify(signWindow(devices[0]!.windowKey, window!));
}
