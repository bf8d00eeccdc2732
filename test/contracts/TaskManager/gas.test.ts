import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { claim, open, prepare, prove, submit } from "../../../scripts/gas/measure.ts";
import type { Figures } from "../../../scripts/gas/report.ts";
import { measureOthers } from "../../../scripts/gas/table.ts";
import { itMeasures } from "../support/measures.ts";
import { reset } from "../support/world.ts";

// Gas a task under Ethereum's rules, with a key of two public inputs, a flat reward in IOTX and no dApp. docs/gas.md has
// the whole table; these keep it from growing unnoticed.
const limits = {
  alone: { submit: 70_700, claim: 45_700, prove: 261_000 },
  inBatchesOf32: { submit: 26_200, claim: 10_600, prove: 74_300 },
};

/** The committed snapshot. A change of the contracts changes it: `npm run gas`, and commit what differs. */
const snapshot = JSON.parse(readFileSync(new URL("../../../docs/gas.json", import.meta.url), "utf8")) as Figures;

describe("The gas of a task", () => {
  beforeEach(reset);

  for (const [name, count, limit] of [
    ["alone", 1, limits.alone],
    ["in batches of 32", 32, limits.inBatchesOf32],
  ] as const) {
    itMeasures(
      `stays below its limits ${name}, with every proof verified on chain, and is what docs/gas.json says`,
      async () => {
        await prepare();
        const submitted = await submit(count);
        const tasks = await open(count);
        const used = { submit: submitted, claim: await claim(tasks), prove: await prove(tasks) };
        for (const step of ["submit", "claim", "prove"] as const) {
          const { ethereum } = used[step];
          assert.ok(ethereum <= limit[step], `${step} costs ${ethereum}, more than ${limit[step]}`);
          const committed = snapshot.tasks[step === "prove" ? "prove and settle" : step]?.[count];
          assert.deepEqual(used[step], committed, `docs/gas.json is out of date: run "npm run gas"`);
        }
      },
    );
  }

  itMeasures("is not all: everything else costs what docs/gas.json says too", async () => {
    assert.deepEqual(await measureOthers(), snapshot.others, `docs/gas.json is out of date: run "npm run gas"`);
  });
});
