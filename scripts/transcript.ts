/**
 * Writes contracts/verifiers/halo2/Halo2Transcript.sol: `node scripts/transcript.ts`. The permutation is unrolled,
 * 65 rounds with all constants in place: that is what makes it cheap, and nothing one would type.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { contractOf } from "./halo2/contract.ts";

const file = new URL("../contracts/verifiers/halo2/Halo2Transcript.sol", import.meta.url);
const source = await format(contractOf(), {
  parser: "slang",
  plugins: ["prettier-plugin-solidity"],
  printWidth: 120,
  tabWidth: 4,
  filepath: fileURLToPath(file),
});

if (!process.argv.includes("--check")) await writeFile(file, source);
else if ((await readFile(file, "utf8").catch(() => "")) !== source) {
  process.exitCode = 1;
  console.error('contracts/verifiers/halo2/Halo2Transcript.sol is out of date: run "node scripts/transcript.ts"');
}
