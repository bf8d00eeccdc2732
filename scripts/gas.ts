/**
 * `npm run gas`: measures every operation, prints the tables, and writes docs/gas.md and docs/gas.json. With `--json` the
 * last line is the gas of a task as JSON (Ethereum's rules). Run `hardhat build` first.
 */
import { writeFile } from "node:fs/promises";
import { format } from "prettier";
import { type Figures, report, steps, total } from "./gas/report.ts";
import { measureOthers, measureRoomClimate, measureTasks, type Size } from "./gas/table.ts";

const figures: Figures = {
  tasks: await measureTasks(),
  roomClimate: await measureRoomClimate(),
  others: await measureOthers(),
};

const docs = new URL("../docs/", import.meta.url);
const text = await format(report(figures), { parser: "markdown", printWidth: 120 });
await writeFile(new URL("gas.md", docs), text);
await writeFile(new URL("gas.json", docs), await format(JSON.stringify(figures), { parser: "json", printWidth: 120 }));
console.log(text);

if (process.argv.includes("--json")) {
  const batch = (size: Size) => {
    const [submit, claim, prove] = steps.map((step) => figures.tasks[step]![size]!.ethereum);
    return { submit, claim, prove, total: total(figures, size, "ethereum") };
  };
  const settle32 = figures.tasks["prove and settle"]![32]!.ethereum;
  console.log(
    JSON.stringify({ alone: batch(1), batch8: batch(8), batch32: batch(32), batch128: batch(128), settle32 }),
  );
}
// The in-process EVM would keep the process alive.
process.exit();
