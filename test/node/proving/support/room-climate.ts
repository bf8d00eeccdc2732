import { readFileSync } from "node:fs";
import type { VerificationKey } from "snarkjs";
import { signWindow } from "../../../../examples/room-climate/device.ts";
import { packCode } from "../../../../node/proving/circom/code.ts";
import { programCodeOf } from "../../../../node/proving/program-code.ts";
import type { ProgramCode } from "../../../../node/proving/types.ts";
import { vmTypes } from "../../../../node/protocol/vm-types.ts";
import { sharedRandom } from "../../../support/random.ts";

const random = sharedRandom("windows");
const keys = new URL("../../../../examples/room-climate/keys/", import.meta.url);

export const roomClimateWasm = (): Buffer => readFileSync(new URL("room-climate.wasm", keys));
export const roomClimateZkey = (): Buffer => readFileSync(new URL("room-climate.zkey", keys));
export const roomClimateKey = (): VerificationKey =>
  JSON.parse(readFileSync(new URL("verification_key.json", keys), "utf8")) as VerificationKey;

/** The example's program, as a project file carries it. */
export function roomClimateCode(): Uint8Array {
  return packCode({ wasm: roomClimateWasm(), zkey: roomClimateZkey() });
}

/** The same, ready for a pool. */
export function roomClimateProgram(): ProgramCode {
  return programCodeOf({ vmTypeID: vmTypes.circom, code: roomClimateCode(), codeExpParam: "" });
}

/** The data of a message with a full window, signed by a new device. */
export function windowMessage(): string {
  const readings = Array.from({ length: 16 }, (_, index) => ({
    time: 1_600_000_000 + 60 * index,
    temperature: 295_000 + index,
    co2: 500_000 + index,
  }));
  return JSON.stringify(signWindow(random.bytes(32), readings));
}
