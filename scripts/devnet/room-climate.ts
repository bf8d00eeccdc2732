import { readFile } from "node:fs/promises";
import { sha256 } from "viem";
import { keyOf, publicKeyOf, type SignedWindow, signWindow } from "../../examples/room-climate/device.ts";
import { parseReadings, type Reading, windowsOf } from "../../examples/room-climate/readings.ts";
import { type DeviceMessage, signMessage } from "../../node/protocol/message.ts";
import { packProjectFile } from "../../node/protocol/project-file.ts";
import { vmTypes } from "../../node/protocol/vm-types.ts";
import { type DescribedProgram, describeProgram } from "../../node/proving/describe.ts";
import { packCode } from "../../node/proving/circom/code.ts";
import { accounts, privateKeyOf } from "./accounts.ts";

const example = new URL("../../examples/room-climate/", import.meta.url);
export const version = "v1.0.0";

/** The example's project file, packed from its development keys, and its program. */
export async function roomClimateProject(): Promise<{ bytes: Uint8Array; program: DescribedProgram }> {
  const [wasm, zkey] = await Promise.all([
    readFile(new URL("keys/room-climate.wasm", example)),
    readFile(new URL("keys/room-climate.zkey", example)),
  ]);
  const circom = { version, vmTypeID: vmTypes.circom, code: packCode({ wasm, zkey }), codeExpParam: "", output: {} };
  const bytes = packProjectFile({ defaultVersion: version, versions: [circom] });
  return { bytes, program: await describeProgram(circom) };
}

/** The sensors: each has one key for its messages and one, on BabyJubJub, that proofs name. */
export const devices = accounts.devices.map(({ identity, owner }, index) => {
  // Any 32 bytes will do; derived from the message key so that the demonstration is the same every time.
  const windowKey = Buffer.from(sha256(privateKeyOf(identity)).slice(2), "hex");
  return { index, identity, owner: owner.address, key: keyOf(publicKeyOf(windowKey)), windowKey };
});

/** One full window of the room's real readings, and the signed message in which a device sends it. */
export interface WindowMessage {
  readings: Reading[];
  device: (typeof devices)[number];
  message: DeviceMessage;
}

/** The first `count` windows of the data set, sent by the devices in turn. */
export async function windowMessages(projectId: bigint, count: number): Promise<WindowMessage[]> {
  const readings = parseReadings(await readFile(new URL("data/room-sensors.csv", example), "utf8"));
  const windows = windowsOf(readings).slice(0, count);
  if (windows.length < count) throw new RangeError(`The example has ${windows.length} windows, not ${count}`);
  return Promise.all(
    windows.map(async (window, index) => {
      const device = devices[index % devices.length]!;
      const signed: SignedWindow = signWindow(device.windowKey, window);
      const unsigned = { projectID: Number(projectId), projectVersion: version, data: JSON.stringify(signed) };
      return { readings: window, device, message: await signMessage(device.identity, unsigned) };
    }),
  );
}
