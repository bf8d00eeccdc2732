import { poseidon2 } from "poseidon-lite";
import { W3bError } from "../../node/protocol/errors.ts";

/** The circuit's window: what a device sends, as JSON, in a message's data. All are whole numbers. */
export interface Window {
  /** Of the last reading, Unix seconds. */
  time: number;
  /** Centikelvin, oldest first. */
  temperature: number[];
  /** Parts per million, oldest first. */
  co2: number[];
}

/** What the circuit proves of a window. */
export interface Climate {
  /** Of the last reading, Unix seconds. */
  time: number;
  /** How many readings: always 16. */
  count: number;
  /** Centikelvin, rounded down. */
  meanTemperature: number;
  /** Parts per million, rounded down. */
  meanCo2: number;
  /** Parts per million. */
  maxCo2: number;
}

/** The readings of a window. */
export const WINDOW_SIZE = 16;

/**
 * Reads CSV text with the header of room-climate/data/room-sensors.csv into windows of 16 consecutive lines; what is
 * left over is dropped. Times are taken as UTC, values rounded to the nearest unit. Throws `READINGS_INVALID` with the
 * line's number.
 */
export function parseWindows(csv: string): Window[] {
  const [header, ...lines] = csv.trimEnd().split(/\r?\n/);
  if (header !== HEADER) throw invalid(1, `the header is not ${HEADER}`);
  const readings = lines.map((line, index) => {
    const [time = "", temperature = "", , , co2 = ""] = line.split(",");
    const seconds = Date.parse(`${time.replace(" ", "T")}Z`) / 1000;
    if (Number.isNaN(seconds)) throw invalid(index + 2, `${JSON.stringify(time)} is not a time`);
    if (!DECIMAL.test(temperature)) throw invalid(index + 2, `${JSON.stringify(temperature)} is not a temperature`);
    if (!DECIMAL.test(co2)) throw invalid(index + 2, `${JSON.stringify(co2)} is not a CO2 concentration`);
    return {
      time: seconds,
      temperature: Math.round((Number(temperature) + 273.15) * 100),
      co2: Math.round(Number(co2)),
    };
  });
  return Array.from({ length: Math.floor(readings.length / WINDOW_SIZE) }, (_, i) => {
    const window = readings.slice(i * WINDOW_SIZE, (i + 1) * WINDOW_SIZE);
    const [temperature, co2] = [window.map((reading) => reading.temperature), window.map((reading) => reading.co2)];
    return { time: window.at(-1)!.time, temperature, co2 };
  });
}

/** The commitment to a window, by which the chain knows it: two words under circomlib's Poseidon. */
export function inputHashOf({ time, temperature, co2 }: Window): bigint {
  const halves = temperature.map((value, i) => [value - MIN_TEMPERATURE, co2[i]!]);
  return poseidon2([pack([time, ...halves.slice(0, 7).flat()], 14n), pack(halves.slice(7).flat(), 14n)]);
}

/** The circuit's statistics, computed directly from the readings. */
export function climateOf({ time, temperature, co2 }: Window): Climate {
  const mean = (values: number[]) => Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length);
  const [meanTemperature, meanCo2] = [mean(temperature), mean(co2)];
  return { time, count: temperature.length, meanTemperature, meanCo2, maxCo2: Math.max(...co2) };
}

/** Lowest temperature that the circuit takes, in centikelvin: -40 C. */
const MIN_TEMPERATURE = 23315;
const HEADER = "time,temperature_c,humidity_pct,light_lux,co2_ppm";
const DECIMAL = /^-?\d+(\.\d+)?$/;

function pack(values: number[], bits: bigint): bigint {
  return values.reduce((word, value) => (word << bits) + BigInt(value), 0n);
}

function invalid(line: number, reason: string): W3bError {
  return new W3bError("READINGS_INVALID", `Line ${line} of the readings cannot be read: ${reason}.`, { kind: "input" });
}
