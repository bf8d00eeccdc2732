import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { poseidon9 } from "poseidon-lite";
import { wtns, type CircuitSignals, type MemoryFile, type VerificationKey } from "snarkjs";
import { publicKeyOf, signWindow, type SignedWindow } from "../../../examples/room-climate/device.ts";
import { parseReadings, windowsOf } from "../../../examples/room-climate/readings.ts";

const { signMessage } = createRequire(import.meta.url)(
  "@zk-kit/eddsa-poseidon",
) as typeof import("@zk-kit/eddsa-poseidon");

export const projectFolder = fileURLToPath(new URL("../../../examples/room-climate", import.meta.url));
export const keyFolder = join(projectFolder, "keys");
export const wasm = join(keyFolder, "room-climate.wasm");
export const zkey = join(keyFolder, "room-climate.zkey");

export function verificationKey(): VerificationKey {
  return JSON.parse(readFileSync(join(keyFolder, "verification_key.json"), "utf8")) as VerificationKey;
}

/** The example's readings, in windows of 16. */
export const windows = windowsOf(parseReadings(readFileSync(join(projectFolder, "data/room-sensors.csv"), "utf8")));
export const window = windows[0]!;

export const deviceKey = new Uint8Array(32).fill(7);
export const binding = 2n ** 247n + 5n;

/** A window signed by the test's device. */
export function signed(readings = window): SignedWindow {
  return signWindow(deviceKey, readings);
}

/** Signs whatever is in the slots, however wrong, with the packing written out a second time. */
export function signSlots(slots: Pick<SignedWindow, "count" | "time" | "temperature" | "co2">): SignedWindow {
  const publicKey = publicKeyOf(deviceKey);
  const reading = (i: number) =>
    BigInt(slots.time[i] ?? 0) * 2n ** 52n + BigInt(slots.temperature[i] ?? 0) * 2n ** 32n + BigInt(slots.co2[i] ?? 0);
  const words = [0, 3, 6, 9, 12, 15].map((i) => reading(i) + reading(i + 1) * 2n ** 84n + reading(i + 2) * 2n ** 168n);
  const { R8, S } = signMessage(deviceKey, poseidon9([...publicKey, slots.count, ...words].map(inField)));
  return { ...signed(), ...slots, R8: [String(R8[0]), String(R8[1])], S: String(S) };
}

/** Runs the witness calculator; throws where the input breaks a constraint. */
export async function witnessOf(input: SignedWindow): Promise<MemoryFile> {
  return calculate({ ...input, binding }, wasm);
}

/** Expects that the witness calculator refuses `input`, and that it is the template `because` that does. */
export async function refused(input: CircuitSignals, because: string, calculator = wasm): Promise<void> {
  // The calculator prints what it then throws.
  const { console: loud } = globalThis;
  globalThis.console = { ...loud, error: () => undefined };
  try {
    await assert.rejects(calculate(input, calculator), new RegExp(`template ${because}_`));
  } finally {
    globalThis.console = loud;
  }
}

export async function calculate(input: CircuitSignals, calculator: string): Promise<MemoryFile> {
  const witness: MemoryFile = { type: "mem" };
  await wtns.calculate(input, calculator, witness);
  return witness;
}

/** A folder below build/, where the compiler may write. The returned function removes it. */
export function buildFolder(): { folder: string; remove(): void } {
  const parent = fileURLToPath(new URL("../../../build/test", import.meta.url));
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "room-climate-"));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

export function inField(value: bigint | number): bigint {
  return ((BigInt(value) % FIELD) + FIELD) % FIELD;
}
