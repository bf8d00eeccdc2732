import assert from "node:assert/strict";
import { climateOf, parseReadings, quantise, windowsOf } from "../../../examples/room-climate/readings.ts";
import { windows } from "./support.ts";

const HEADER = "time,temperature_c,humidity_pct,light_lux,co2_ppm";

describe("room-climate: parseReadings", () => {
  it("reads times as UTC seconds, temperatures as millikelvin and CO2 as parts per billion", () => {
    const [reading] = parseReadings(`${HEADER}\n2015-02-02 14:21:00,23.73,26.23,572.67,769.666666666667\n`);
    assert.deepEqual(reading, { time: Date.UTC(2015, 1, 2, 14, 21) / 1000, temperature: 296_880, co2: 769_667 });
  });

  it("reads the example's 800 readings, oldest first", () => {
    const readings = windows.flat();
    assert.equal(readings.length, 800);
    assert.ok(readings.every(({ time }, index) => index === 0 || time >= readings[index - 1]!.time));
  });

  for (const [what, line] of Object.entries({
    "a time that is none": "2015-13-02 14:21:00,23.7,26,572,769",
    "a time in another form": "02.02.2015 14:21,23.7,26,572,769",
    "a missing temperature": "2015-02-02 14:21:00,,26,572,769",
    "CO2 that is no number": "2015-02-02 14:21:00,23.7,26,572,NaN",
    "a missing column": "2015-02-02 14:21:00,23.7,26,572",
    "an empty line": "",
  })) {
    it(`refuses ${what}, naming the line`, () => {
      const csv = `${HEADER}\n${line}\n2015-02-02 14:22:00,23.7,26,572,769\n`;
      assert.throws(() => parseReadings(csv), { code: "READINGS_INVALID", message: /Line 2 / });
    });
  }

  it("refuses another header", () => {
    assert.throws(() => parseReadings("a,b,c\n"), { code: "READINGS_INVALID", message: /Line 1 / });
  });
});

describe("room-climate: quantise", () => {
  it("rounds to the nearest unit", () => {
    assert.deepEqual(quantise(0, -273.15, 0), { time: 0, temperature: 0, co2: 0 });
    assert.deepEqual(quantise(1, 20.0004, 400.0005), { time: 1, temperature: 293_150, co2: 400_001 });
    assert.deepEqual(quantise(1, 20.0006, 400.0004), { time: 1, temperature: 293_151, co2: 400_000 });
  });
});

describe("room-climate: windowsOf", () => {
  it("cuts windows of 16 and a shorter last one", () => {
    const readings = windows.flat().slice(0, 35);
    assert.deepEqual(
      windowsOf(readings).map((window) => window.length),
      [16, 16, 3],
    );
    assert.deepEqual(windowsOf(readings).flat(), readings);
    assert.deepEqual(windowsOf([]), []);
  });
});

describe("room-climate: climateOf", () => {
  it("rounds means down, takes the greatest CO2 and the last time", () => {
    const readings = [
      { time: 10, temperature: 290_000, co2: 400_000 },
      { time: 20, temperature: 290_001, co2: 400_003 },
    ];
    assert.deepEqual(climateOf(readings), {
      lastTime: 20,
      readingCount: 2,
      meanTemperature: 290_000,
      meanCo2: 400_001,
      maxCo2: 400_003,
    });
  });

  it("has no answer for an empty window", () => {
    assert.throws(() => climateOf([]), RangeError);
  });
});
