import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/devnet/processes.ts";

describe("npm run demo -- --json", () => {
  it("ends with one JSON object that reports every task settled, and exits with 0", async () => {
    const { code, stdout } = await run(["scripts/demo.ts", "--json"]);
    assert.equal(code, 0);
    const report = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    assert.equal(report.tasks, 8);
    assert.equal(report.settled, 8);
    assert.ok(report.seconds > 0);
    assert.deepEqual(Object.keys(report), ["tasks", "settled", "seconds", "task", "dapp"]);
    assert.equal(report.dapp.latest.count, 16);
    assert.ok(report.task.steps.some(({ state }: { state: string }) => state === "settled"));
  });

  it("with --vm settles a task of each proof system named, those of services included", async () => {
    const { code, stdout } = await run(["scripts/demo.ts", "--vm", "halo2-wasm,risc0,zkwasm,grpc", "--json"]);
    assert.equal(code, 0);
    const { vms } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    assert.deepEqual(Object.keys(vms), ["halo2-wasm", "risc0", "zkwasm", "grpc"]);
    for (const [name, { settled, verifyGas, proofBytes, remote }] of Object.entries<Record<string, number>>(vms)) {
      assert.equal(settled, 1, name);
      assert.ok(verifyGas! > 100_000 && proofBytes! >= 256, name);
      assert.equal(remote, name !== "halo2-wasm");
    }
  });

  it("says which proof systems there are when it is asked for another", async () => {
    const { code, stderr } = await run(["scripts/demo.ts", "--vm", "sgx"]);
    assert.equal(code, 1);
    assert.match(stderr, /--vm takes "all" or names, comma separated: groth16, plonk/);
  });

  it("stops all that it started when it is interrupted while starting", async () => {
    const own = await mkdtemp(join(tmpdir(), "w3b-demo-"));
    await chmod(own, 0o755); // Postgres runs as another user when root starts it
    const interrupt = { until: "deploying the contracts", signal: "SIGTERM" } as const;
    const { code, stderr } = await run(["scripts/demo.ts"], interrupt, { TMPDIR: own });
    assert.equal(code, 1);
    assert.match(stderr, /The demo failed: Interrupted by SIGTERM/);
    const left = (await readdir(own)).filter((name) => name.startsWith("w3b-devnet-"));
    await rm(own, { recursive: true });
    assert.deepEqual(left, []); // removed last, after what ran in it has ended
  });

  it("says what is wrong and exits with 1 when it cannot work", async () => {
    const { code, stderr } = await run(["scripts/demo.ts", "--windows", "none"]);
    assert.equal(code, 1);
    assert.match(stderr, /The demo failed: --windows must be a whole number/);
  });
});

/** Runs a script; `interrupt` sends it a signal once its standard error contains a text. */
async function run(args: string[], interrupt?: { until: string; signal: NodeJS.Signals }, environment?: object) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => {
    stderr += text.toString();
    if (interrupt && !child.killed && stderr.includes(interrupt.until)) child.kill(interrupt.signal);
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}
