/**
 * `npm test`: compiles the contracts, runs every test group in a process of its own, and closes with
 * `N passed, N failed`. Arguments name groups (`npm test -- contracts e2e`); none means all.
 *
 * The group "fuzz" is made of Solidity tests, which Hardhat runs; FUZZ_RUNS=5000 is its long profile. All
 * others are mocha's. FUZZ_SEED draws other random values in all of them.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Cheap groups first, so that a broken basis is seen early. */
const groups: Record<string, string> = {
  contracts: "test/contracts/**/*.test.ts",
  fuzz: "test/contracts/**/*.t.sol",
  examples: "test/examples/**/*.test.ts",
  node: "test/node/**/*.test.ts",
  indexer: "test/indexer/**/*.test.ts",
  e2e: "test/e2e/**/*.test.ts",
};

const root = fileURLToPath(new URL("..", import.meta.url));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(groups);
const scratch = mkdtempSync(join(tmpdir(), "w3b-test-"));
const counts = join(scratch, "counts");
writeFileSync(counts, "");

let broken = 0; // groups that died without counting their failures
run("hardhat", ["node_modules/hardhat/dist/src/cli.js", "build", "--quiet"]);
for (const group of chosen) {
  const pattern = groups[group];
  if (pattern === undefined) throw new Error(`No test group "${group}": there are ${Object.keys(groups).join(", ")}`);
  console.log(`\n== ${group}`);
  const mocha = ["node_modules/mocha/bin/mocha.js", "--reporter", "scripts/test/reporter.cjs"];
  run(group, pattern.endsWith(".sol") ? ["scripts/test/solidity.ts"] : [...mocha, pattern]);
}

const [passed, failed, skipped] = readFileSync(counts, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" ").map(Number))
  .reduce(([p = 0, f = 0, s = 0], [dp = 0, df = 0, ds = 0]) => [p + dp, f + df, s + ds], [0, 0, 0]) as [
  number,
  number,
  number,
];
rmSync(scratch, { recursive: true });
console.log(`\n${passed} passed, ${failed + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed + broken > 0 || passed === 0 ? 1 : 0;

function run(name: string, args: string[]): void {
  const before = readFileSync(counts, "utf8");
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TEST_COUNTS: counts, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
  });
  const counted = readFileSync(counts, "utf8") !== before;
  if (result.status !== 0 && !(counted && readFileSync(counts, "utf8").slice(before.length).split(" ")[1] !== "0")) {
    broken += 1;
    console.error(`${name} ended with ${result.signal ?? `exit code ${result.status}`} before it could report`);
  }
}
