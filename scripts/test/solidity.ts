/**
 * Runs the Solidity tests (the fuzzing of test/contracts/invariants) on the contracts as they were last compiled, and
 * leaves the counts in the file named by TEST_COUNTS, for scripts/test.ts to add up.
 * FUZZ_RUNS sets how many runs each has (256 unless told), FUZZ_SEED draws others than those of every run.
 */
import { appendFileSync } from "node:fs";
import hre from "hardhat";

const { runs, seed } = hre.config.test.solidity.profiles["default"]!.fuzz;
const started = Date.now();
const result = (await hre.tasks.getTask(["test", "solidity"]).run({ noCompile: true })) as {
  success: boolean;
  value?: Outcome;
  error?: Outcome;
};
const outcome = result.success ? result.value : result.error;
if (outcome === undefined) throw new Error("The Solidity tests ended without a result");

// Counted here: Hardhat's own summary of a failed run says zero of everything.
const statuses = outcome.suiteResults.flatMap(({ testResults }) => testResults.map(({ status }) => status));
const [passed, failed, skipped] = ["Success", "Failure", "Skipped"].map(
  (status) => statuses.filter((other) => other === status).length,
);
console.log(`${runs} runs each in ${Math.round((Date.now() - started) / 1000)} s; to replay them: FUZZ_SEED=${seed}`);
if (process.env["TEST_COUNTS"]) appendFileSync(process.env["TEST_COUNTS"], `${passed} ${failed} ${skipped}\n`);
process.exitCode = result.success ? 0 : 1;

interface Outcome {
  suiteResults: { testResults: { status: string }[] }[];
}
