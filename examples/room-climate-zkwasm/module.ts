import { readFile } from "node:fs/promises";
import wabt from "wabt";
import { climateOf, type Reading } from "../room-climate/readings.ts";

/** The module in climate.wat; the same text gives the same bytes. */
export async function climateModule(): Promise<Uint8Array> {
  const text = await readFile(new URL("climate.wat", import.meta.url), "utf8");
  const module = (await wabt()).parseWat("climate.wat", text);
  try {
    return Uint8Array.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** Words of its journal: binding, inputHash, and the five public inputs of a message. */
export const journalWords = 7;

/**
 * What a device sends as the message's data: its readings, 1 to 16, oldest first, as private inputs, and their statistics
 * as public ones. Throws a RangeError if there are none.
 */
export function climateMessage(readings: readonly Reading[]): string {
  const { lastTime, readingCount, meanTemperature, meanCo2, maxCo2 } = climateOf(readings);
  return JSON.stringify({
    private_input: readings.flatMap(({ time, temperature, co2 }) => [time, temperature, co2]),
    public_input: [lastTime, readingCount, meanTemperature, meanCo2, maxCo2],
  });
}
