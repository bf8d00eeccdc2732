import assert from "node:assert/strict";
import { concat, type Hex, numberToHex, slice, zeroHash } from "viem";
import { climateOf, type Reading } from "../../../examples/room-climate/readings.ts";
import { climateMessage, climateModule, journalWords } from "../../../examples/room-climate-zkwasm/module.ts";
import { runModule } from "../../../node/proving/systems/zkwasm/module.ts";
import { moduleInputs } from "../../../node/proving/systems/zkwasm/inputs.ts";
import { zkWasm } from "../../../node/proving/systems/zkwasm/index.ts";
import type { Program } from "../../../node/proving/types.ts";
import { withCode } from "../../node/proving/risc0/support.ts";
import { parametersFor } from "../../node/proving/zkwasm/support.ts";

const binding: Hex = `0x00${"12".repeat(31)}`;
const readingsOf = (count: number): Reading[] =>
  Array.from({ length: count }, (_, i) => ({
    time: 1_422_886_740 + 60 * i,
    temperature: 296_150 + 7 * i * i,
    co2: 700_000 + ((7919 * i) % 997),
  }));
type Data = Record<"private_input" | "public_input", number[]>;
const dataOf = (count: number) => JSON.parse(climateMessage(readingsOf(count))) as Data;

describe("room-climate-zkwasm", () => {
  let code: Uint8Array;
  let program: Program;
  const dryRun = (data: Data) => program.dryRun({ messages: [JSON.stringify(data)], binding });
  const refuses = (data: Data) => assert.rejects(dryRun(data), withCode("INPUTS_REJECTED", "input"));
  before(async () => {
    code = await climateModule();
    program = await zkWasm().load(code, parametersFor(journalWords - 2));
  });

  it("lets pass what the readings' statistics are, whatever number of SHA-256's blocks they take", async () => {
    for (const count of [1, 2, 3, 4, 8, 16]) {
      const { lastTime, readingCount, meanTemperature, meanCo2, maxCo2 } = climateOf(readingsOf(count));
      const outputs = [lastTime, readingCount, meanTemperature, meanCo2, maxCo2];
      const journal = await dryRun(dataOf(count));
      assert.equal(slice(journal, 0, 32), binding);
      assert.equal(slice(journal, 64), concat(outputs.map((value) => numberToHex(value, { size: 32 }))));
    }
  });

  it("refuses every other claim of the statistics", async () => {
    const good = dataOf(5);
    for (const index of good.public_input.keys()) {
      for (const change of [-1, 1]) {
        await refuses({ ...good, public_input: good.public_input.map((v, i) => (i === index ? v + change : v)) });
      }
    }
  });

  it("refuses readings beyond 16, beyond 32 bits, none, and inputs that it does not read", async () => {
    await refuses(dataOf(17));
    await refuses(JSON.parse(climateMessage([{ ...readingsOf(1)[0]!, co2: 2 ** 32 }])) as Data);
    await refuses({ private_input: [], public_input: [0, 0, 0, 0, 0] });
    const good = dataOf(3);
    await refuses({ ...good, private_input: [...good.private_input, 0] });
    await refuses({ ...good, private_input: good.private_input.slice(1) });
  });

  it("refuses an inputHash that is not that of its inputs, in whichever of the four words", async () => {
    const inputs = moduleInputs({ messages: [JSON.stringify(dataOf(3))], binding: zeroHash }, journalWords);
    const run = (publics: bigint[]) => runModule({ limited: code }, { ...inputs, public: publics }, 5_000);
    await run(inputs.public);
    for (const index of [4, 5, 6, 7]) {
      const publics = inputs.public.map((word, i) => (i === index ? word ^ 1n : word));
      await assert.rejects(run(publics), withCode("INPUTS_REJECTED"));
    }
  });
});
