import assert from "node:assert/strict";
import { concatHex, numberToHex, type Hex } from "viem";
import { decodeJournal } from "../../../examples/room-climate/journal.ts";

const words = [11n, 12n, 13n, 14n, 1_422_887_640n, 16n, 296_875n, 803_762n, 861_000n];

describe("room-climate: decodeJournal", () => {
  it("names the nine words", () => {
    assert.deepEqual(decodeJournal(journal(words)), {
      taskBinding: 11n,
      inputHash: 12n,
      publicKey: [13n, 14n],
      lastTime: 1_422_887_640,
      readingCount: 16,
      meanTemperature: 296_875,
      meanCo2: 803_762,
      maxCo2: 861_000,
    });
  });

  it("refuses another length", () => {
    for (const bad of ["0x" as Hex, journal(words.slice(1)), journal([...words, 1n])]) {
      assert.throws(() => decodeJournal(bad), { code: "JOURNAL_INVALID" });
    }
  });

  it("refuses a statistic that no proof can produce", () => {
    assert.throws(() => decodeJournal(journal(words.with(8, 2n ** 32n))), { code: "JOURNAL_INVALID" });
  });
});

function journal(values: bigint[]): Hex {
  return concatHex(values.map((value) => numberToHex(value, { size: 32 })));
}
