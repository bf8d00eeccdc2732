import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { root } from "../../scripts/devnet/processes.ts";

describe("npm run demo -- --json", function () {
  this.timeout(180_000);

  it("ends with one JSON object that reports every task settled, and exits with 0", async () => {
    const { code, stdout } = await run(["scripts/demo.ts", "--json"]);
    assert.equal(code, 0);
    const report = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    assert.equal(report.tasks, 8);
    assert.equal(report.settled, 8);
    assert.ok(report.seconds < 60, `it took ${report.seconds} s`);
    assert.deepEqual(Object.keys(report), ["tasks", "settled", "seconds", "task", "dapp"]);
    assert.equal(report.dapp.latest.count, 16);
    assert.ok(report.task.steps.some(({ state }: { state: string }) => state === "settled"));
  });

  it("says what is wrong and exits with 1 when it cannot work", async () => {
    const { code, stderr } = await run(["scripts/demo.ts", "--windows", "none"]);
    assert.equal(code, 1);
    assert.match(stderr, /The demo failed: --windows must be a whole number/);
  });
});

async function run(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}
