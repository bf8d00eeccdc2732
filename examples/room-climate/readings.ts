import { W3bError } from "../../node/protocol/errors.ts";

/** One reading in the circuit's units: Unix seconds, millikelvin, parts per billion. All are whole numbers. */
export interface Reading {
  time: number;
  temperature: number;
  co2: number;
}

/** What the circuit proves of a window, in the units of a reading. */
export interface Climate {
  /** Time of the last reading. */
  lastTime: number;
  readingCount: number;
  /** Rounded down, as in the circuit. */
  meanTemperature: number;
  /** Rounded down, as in the circuit. */
  meanCo2: number;
  maxCo2: number;
}

/** The slots of the circuit's window. */
export const WINDOW_SIZE = 16;

/**
 * Reads CSV text with the header of data/room-sensors.csv into readings, in the order of the lines. Times are taken
 * as UTC. Throws `READINGS_INVALID` with the line's number.
 */
export function parseReadings(csv: string): Reading[] {
  const [header, ...lines] = csv.trimEnd().split(/\r?\n/);
  if (header !== HEADER) throw invalid(1, `the header is not ${HEADER}`);
  return lines.map((line, index) => {
    const [time = "", temperature = "", , , co2 = ""] = line.split(",");
    const seconds = Date.parse(`${time.replace(" ", "T")}Z`) / 1000;
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time) || Number.isNaN(seconds)) {
      throw invalid(index + 2, `${JSON.stringify(time)} is not a time like 2015-02-02 14:19:00`);
    }
    if (!DECIMAL.test(temperature)) throw invalid(index + 2, `${JSON.stringify(temperature)} is not a temperature`);
    if (!DECIMAL.test(co2)) throw invalid(index + 2, `${JSON.stringify(co2)} is not a CO2 concentration`);
    return quantise(seconds, Number(temperature), Number(co2));
  });
}

/** A sensor's values (Unix seconds, degrees Celsius, parts per million) as a reading, rounded to the nearest unit. */
export function quantise(time: number, celsius: number, ppm: number): Reading {
  return { time, temperature: Math.round((celsius + 273.15) * 1000), co2: Math.round(ppm * 1000) };
}

/** Cuts readings into consecutive windows of 16; the last one may be shorter, none is empty. */
export function windowsOf(readings: readonly Reading[]): Reading[][] {
  const windows: Reading[][] = [];
  for (let start = 0; start < readings.length; start += WINDOW_SIZE) {
    windows.push(readings.slice(start, start + WINDOW_SIZE));
  }
  return windows;
}

/** The circuit's statistics, computed directly from the readings of one window. Throws a RangeError if it is empty. */
export function climateOf(readings: readonly Reading[]): Climate {
  const last = readings.at(-1);
  if (last === undefined) throw new RangeError("An empty window has no climate.");
  const mean = (values: number[]) => Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length);
  return {
    lastTime: last.time,
    readingCount: readings.length,
    meanTemperature: mean(readings.map(({ temperature }) => temperature)),
    meanCo2: mean(readings.map(({ co2 }) => co2)),
    maxCo2: Math.max(...readings.map(({ co2 }) => co2)),
  };
}

const HEADER = "time,temperature_c,humidity_pct,light_lux,co2_ppm";
const DECIMAL = /^-?\d+(\.\d+)?$/;

function invalid(line: number, reason: string): W3bError {
  return new W3bError("READINGS_INVALID", `Line ${line} of the readings cannot be read: ${reason}.`, { kind: "input" });
}
