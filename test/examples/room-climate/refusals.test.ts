import { publicKeyOf, type SignedWindow } from "../../../examples/room-climate/device.ts";
import { binding, FIELD, refused as refusedSignals, signed, signSlots, window, witnessOf } from "./support.ts";

// The order of BabyJubJub's large subgroup (EIP-2494).
const SUBGROUP_ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

const good = signed();
const short = signed(window.slice(0, 5));

/** The good window, signed anew after one reading was changed. */
function withReading(index: number, change: { time?: number; temperature?: number; co2?: number }): SignedWindow {
  return signSlots({
    count: good.count,
    time: good.time.with(index, change.time ?? good.time[index]!),
    temperature: good.temperature.with(index, change.temperature ?? good.temperature[index]!),
    co2: good.co2.with(index, change.co2 ?? good.co2[index]!),
  });
}

const other = publicKeyOf(new Uint8Array(32).fill(8)).map(String) as [string, string];

function refused(input: SignedWindow, because: string): Promise<void> {
  return refusedSignals({ ...input, binding }, because);
}

describe("room-climate: readings the circuit refuses, however well signed", () => {
  it("accepts the window that the others are made from", async () => {
    await witnessOf(withReading(3, {}));
  });

  for (const temperature of [233_149, 358_151, 0, -1]) {
    it(`a temperature of ${temperature} mK`, () => refused(withReading(15, { temperature }), "InRange"));
  }
  for (const co2 of [10_000_001, -1]) {
    it(`a CO2 concentration of ${co2} ppb`, () => refused(withReading(0, { co2 }), "InRange"));
  }
  it("a time before the previous reading's", () => refused(withReading(7, { time: good.time[6]! - 1 }), "LastTime"));
  it("a first time below zero", () => refused(withReading(0, { time: -1 }), "LastTime"));
  it("a last time of 2^32", () => refused(withReading(15, { time: 2 ** 32 }), "LastTime"));
  it("times that wrap around the field", async () => {
    await refused({ ...good, time: good.time.with(15, (FIELD - 1n) as unknown as number) }, "LastTime");
  });

  it("a count of 0", () => refused(signSlots({ ...good, count: 0 }), "Prefix"));
  it("a count of 17", () => refused(signSlots({ ...good, count: 17 }), "Prefix"));
  it("a negative count", () => refused(signSlots({ ...good, count: -1 }), "Prefix"));

  it("a time in an empty slot", () => refused(signSlots({ ...short, time: short.time.with(5, 1) }), "RoomClimate"));
  it("a temperature in an empty slot", () =>
    refused(signSlots({ ...short, temperature: short.temperature.with(15, 296_000) }), "RoomClimate"));
  it("a CO2 concentration in an empty slot", () =>
    refused(signSlots({ ...short, co2: short.co2.with(9, 1) }), "RoomClimate"));
});

describe("room-climate: signatures the circuit refuses", () => {
  it("of another window", () => refused({ ...good, R8: short.R8, S: short.S }, "EdDSAPoseidonVerifier"));
  it("with one reading changed after signing", () =>
    refused({ ...good, co2: good.co2.with(4, good.co2[4]! + 1) }, "EdDSAPoseidonVerifier"));
  it("with the count changed after signing", () =>
    refused({ ...short, count: 4, ...emptySlot(short, 4) }, "EdDSAPoseidonVerifier"));
  it("under another device's key", () => refused({ ...good, publicKey: other }, "EdDSAPoseidonVerifier"));
  it("with S changed", () => refused({ ...good, S: String(BigInt(good.S) + 1n) }, "EdDSAPoseidonVerifier"));
  it("with S beyond the subgroup's order, which would be a second signature", () =>
    refused({ ...good, S: String(BigInt(good.S) + SUBGROUP_ORDER) }, "EdDSAPoseidonVerifier"));
  it("with a commitment R8 off the curve", () => refused({ ...good, R8: ["1", "1"] }, "BabyCheck"));
  it("under a public key off the curve", () => refused({ ...good, publicKey: ["1", "1"] }, "BabyCheck"));

  it("under a public key of small order, for which anybody can sign", async () => {
    // Under the neutral element, S = 0 and R8 = neutral satisfy S * B = R8 + h * A whatever the message.
    const forged = { ...good, R8: ["0", "1"] as [string, string], S: "0" };
    for (const y of [1n, FIELD - 1n]) {
      await refused({ ...forged, publicKey: ["0", String(y)] }, "EdDSAPoseidonVerifier");
    }
  });
});

function emptySlot(window: SignedWindow, index: number) {
  return {
    time: window.time.with(index, 0),
    temperature: window.temperature.with(index, 0),
    co2: window.co2.with(index, 0),
  };
}
