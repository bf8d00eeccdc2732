import assert from "node:assert/strict";
import { concatHex, keccak256, numberToHex } from "viem";
import { inputHashOf, keyOf, publicKeyOf, signWindow } from "../../../examples/room-climate/device.ts";
import { deviceKey, signed, signSlots, window, witnessOf } from "./support.ts";

const publicKey = publicKeyOf(deviceKey);

describe("room-climate: signWindow", () => {
  it("makes a message that the circuit accepts after a trip through JSON", async () => {
    await witnessOf(JSON.parse(JSON.stringify(signed())));
  });

  it("fills empty slots with zeros", () => {
    const { count, time, temperature, co2 } = signed(window.slice(0, 2));
    assert.equal(count, 2);
    for (const slots of [time, temperature, co2]) {
      assert.equal(slots.length, 16);
      assert.ok(slots.slice(2).every((value) => value === 0));
    }
  });

  it("packs the readings as documented", () => {
    assert.deepEqual(signSlots(signed()), signed());
    const short = signed(window.slice(0, 7));
    assert.deepEqual(signSlots(short), short);
  });

  it("refuses no readings and more than 16", () => {
    for (const readings of [[], [...window, window[0]!]]) {
      assert.throws(() => signWindow(deviceKey, readings), { code: "WINDOW_INVALID" });
    }
  });

  it("refuses values that would spill into their neighbours", () => {
    const reading = window[0]!;
    for (const bad of [{ time: 2 ** 32 }, { temperature: 2 ** 20 }, { co2: 2 ** 32 }, { co2: -1 }, { co2: 1.5 }]) {
      assert.throws(() => signWindow(deviceKey, [{ ...reading, ...bad }]), { code: "WINDOW_INVALID" });
    }
  });

  it("refuses a private key that is not 32 bytes long", () => {
    assert.throws(() => signWindow(new Uint8Array(31), window), { code: "DEVICE_KEY_INVALID" });
  });
});

describe("room-climate: inputHashOf", () => {
  const hash = inputHashOf(publicKey, window);

  it("depends on every value of every reading", () => {
    for (const index of window.keys()) {
      for (const unit of ["time", "temperature", "co2"] as const) {
        const reading = { ...window[index]!, [unit]: window[index]![unit] + 1 };
        assert.notEqual(inputHashOf(publicKey, window.with(index, reading)), hash);
      }
    }
  });

  it("depends on the count", () => {
    const zero = { time: 0, temperature: 0, co2: 0 };
    assert.notEqual(inputHashOf(publicKey, [zero]), inputHashOf(publicKey, [zero, zero]));
  });

  it("depends on the device, so that nobody can pass its readings off as another's", () => {
    assert.notEqual(inputHashOf(publicKeyOf(new Uint8Array(32).fill(8)), window), hash);
  });
});

describe("room-climate: keyOf", () => {
  it("is keccak256(abi.encode(x, y))", () => {
    const words = publicKey.map((word) => numberToHex(word, { size: 32 }));
    assert.equal(keyOf(publicKey), keccak256(concatHex(words)));
  });
});
