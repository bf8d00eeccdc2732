import assert from "node:assert/strict";
import { wtns } from "snarkjs";
import { climateOf, type Reading } from "../../../examples/room-climate/readings.ts";
import { signed, window, windows, witnessOf } from "./support.ts";

describe("room-climate: windows the circuit accepts", () => {
  it("computes the same climate as the CSV for windows all over the example", async () => {
    for (let i = 0; i < windows.length; i += 7)
      assert.deepEqual(await provenClimate(windows[i]!), climateOf(windows[i]!));
  });

  it("takes from 1 to 16 readings", async () => {
    for (const count of [1, 2, 3, 4, 15, 16]) {
      const readings = window.slice(0, count);
      assert.deepEqual(await provenClimate(readings), climateOf(readings));
    }
  });

  it("takes the extremes of every range, and equal times", async () => {
    const lowest: Reading = { time: 0, temperature: 233_150, co2: 0 };
    const highest: Reading = { time: 2 ** 32 - 1, temperature: 358_150, co2: 10_000_000 };
    for (const readings of [[lowest], [highest], [lowest, highest], new Array<Reading>(16).fill(highest)]) {
      assert.deepEqual(await provenClimate(readings), climateOf(readings));
    }
  });

  it("finds the maximum wherever it is", async () => {
    for (const place of [0, 8, 15]) {
      const readings = window.map((reading, index) => (index === place ? { ...reading, co2: 2_000_000 } : reading));
      assert.equal((await provenClimate(readings)).maxCo2, 2_000_000);
    }
  });
});

async function provenClimate(readings: Reading[]) {
  // The witness begins with the constant 1, then the nine outputs.
  const [lastTime, readingCount, meanTemperature, meanCo2, maxCo2] = (
    await wtns.exportJson(await witnessOf(signed(readings)))
  ).slice(5, 10);
  return {
    lastTime: Number(lastTime),
    readingCount: Number(readingCount),
    meanTemperature: Number(meanTemperature),
    meanCo2: Number(meanCo2),
    maxCo2: Number(maxCo2),
  };
}
