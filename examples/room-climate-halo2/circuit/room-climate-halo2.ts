import {
  type CircuitValue,
  constant,
  div,
  isLessThan,
  makePublic,
  mulAdd,
  rangeCheck,
  select,
  sub,
  sum,
} from "@axiom-crypto/halo2-lib-js";
import { poseidon2 } from "./poseidon.ts";

// One window of 16 readings of one sensor: each reading is physically plausible, the commitment is to all of them, and
// the statistics are theirs. The public values are the journal: binding (made public by the packer), inputHash,
// statistics.
//
// Units: time of the last reading in Unix seconds, temperature in centikelvin (cK), CO2 in parts per million (ppm).

/** Fewer columns cost less gas, fewer rows less time: see docs/proof-systems/halo2-lib.md. */
export const config = { k: 12, numAdvice: 1, numLookupAdvice: 1, numLookupBits: 11 };

/** How many values a message has under each name. */
export const inputs = { time: 1, temperature: 16, co2: 16 };
const READINGS = 16;

export function circuit({ time, temperature, co2 }: Inputs): void {
  const lowest = constant(MIN_TEMPERATURE);
  const highest = constant(MAX_TEMPERATURE);
  rangeCheck(time, WORD_BITS);
  const aboveLowest = temperature.map((value) => {
    const above = sub(value, lowest);
    rangeCheck(above, TWO_LOOKUPS);
    rangeCheck(sub(highest, value), TWO_LOOKUPS);
    return above;
  });
  // isLessThan checks that both are in range, so no value is negative, and none is above the maximum.
  const maxCo2 = co2.reduce((max, value) => select(value, max, isLessThan(max, value, TWO_LOOKUPS)));
  rangeCheck(sub(MAX_CO2, maxCo2), TWO_LOOKUPS);

  // Two words hold all: time and 7 readings, 9 readings. Whatever is packed has few enough bits, so that no two windows
  // have the same words.
  const readings = aboveLowest.map((above, i) => [above, co2[i]!]);
  const [first, second] = [readings.slice(0, 7), readings.slice(7)];
  makePublic(poseidon2(pack([time, ...first.flat()], READING_SHIFT), pack(second.flat(), READING_SHIFT)));
  makePublic(pack([maxCo2, mean(co2), mean(temperature), constant(READINGS), time], WORD_SHIFT));
}

/** Rounded down: quotient and remainder are both checked, and a sum is far below the field's order. */
function mean(values: CircuitValue[]): CircuitValue {
  return div(sum(values), READINGS, TWO_LOOKUPS, ONE_LOOKUP);
}

/** The values one after the other, the first in the highest bits. */
function pack([first, ...rest]: CircuitValue[], shift: number): CircuitValue {
  const factor = constant(shift);
  return rest.reduce((word, value) => mulAdd(word, factor, value), first!);
}

interface Inputs {
  time: CircuitValue;
  temperature: CircuitValue[];
  co2: CircuitValue[];
}

// -40 to 85 C in cK, the range of common room sensors; 10,000 ppm.
const MIN_TEMPERATURE = 23315;
const MAX_TEMPERATURE = 35815;
const MAX_CO2 = 10000;
/** Bits that lookups check: fewer would cost more cells. The bounds make it exact. */
const ONE_LOOKUP = "11";
const TWO_LOOKUPS = "22";
/** A temperature above the lowest and a CO2 concentration have 14 bits each: 9 readings a word of 252 bits. */
const READING_SHIFT = 2 ** 14;
/** Each of the statistics has 32 bits. */
const WORD_BITS = "32";
const WORD_SHIFT = 2 ** 32;
