/**
 * `npm test`: compiles the contracts, runs every test group, and closes with `N passed, N failed`. Arguments name groups
 * (`npm test -- contracts e2e`); none means all.
 *
 * Mocha runs the groups' files in as many processes as there are processors (at least two, for many tests wait). The
 * group "fuzz" is made of Solidity tests, which Hardhat runs beside them; FUZZ_RUNS=5000 is its long profile. FUZZ_SEED
 * draws other random values in all of them. What needs no contracts runs while they are compiled.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Long files first, so that no processor is left with one of them at the end; "proofs" needs no contracts. */
const groups: Record<string, string> = {
  proofs: "test/node/proving/{groth16,circom,halo2-wasm}/**/*.test.ts",
  e2e: "test/e2e/**/*.test.ts",
  node: "test/node/**/*.test.ts",
  indexer: "test/indexer/**/*.test.ts",
  examples: "test/examples/**/*.test.ts",
  contracts: "test/contracts/**/*.test.ts",
  fuzz: "test/contracts/**/*.t.sol",
};

const root = fileURLToPath(new URL("..", import.meta.url));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(groups);
const unknown = chosen.find((group) => !(group in groups));
if (unknown !== undefined) {
  throw new Error(`No test group "${unknown}": there are ${Object.keys(groups).join(", ")}`);
}
const scratch = mkdtempSync(join(tmpdir(), "w3b-test-"));
const jobs = String(Math.min(Math.max(availableParallelism(), 2), 4));
let [passed, failed, skipped] = [0, 0, 0];

const building = run("hardhat", ["node_modules/hardhat/dist/src/cli.js", "build", "--quiet"]);
if (chosen.includes("proofs")) await mocha(["proofs"]);
await building;
const rest = chosen.filter((group) => group !== "proofs" && group !== "fuzz");
await Promise.all([
  rest.length > 0 && mocha(rest, chosen.includes("proofs") ? ["--ignore", groups["proofs"]!] : []),
  chosen.includes("fuzz") && run("fuzz", ["scripts/test/solidity.ts"]),
]);

rmSync(scratch, { recursive: true });
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function mocha(names: string[], options: string[] = []): Promise<void> {
  const fixed = ["--parallel", "--jobs", jobs, "--reporter", "scripts/test/reporter.cjs"];
  const patterns = names.map((name) => groups[name]!);
  return run(names.join(", "), ["node_modules/mocha/bin/mocha.js", ...fixed, ...options, ...patterns]);
}

/** Runs a process and adds what it counted; one that dies without having counted a failure is a failure itself. */
async function run(name: string, args: string[]): Promise<void> {
  const counts = join(scratch, name.replaceAll(", ", "-"));
  writeFileSync(counts, "");
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TEST_COUNTS: counts, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  const [p = 0, f = 0, s = 0] = readFileSync(counts, "utf8").split(" ").map(Number);
  const unreported = code !== 0 && f === 0 ? 1 : 0;
  if (unreported) console.error(`${name} ended with ${signal ?? `exit code ${code}`} before it could report`);
  [passed, failed, skipped] = [passed + p, failed + f + unreported, skipped + s];
}
