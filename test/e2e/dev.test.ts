import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../node/database/free-port.ts";
import { accounts } from "../../scripts/devnet/accounts.ts";
import { root } from "../../scripts/devnet/processes.ts";
import { eventually } from "../support/eventually.ts";

describe("w3b dev", () => {
  let dataDir: string;
  let flags: string[];
  let chainPort: number;
  const running = new Set<ChildProcess>();

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "w3b-dev-"));
    await chmod(dataDir, 0o755); // Postgres runs as another user when root starts it
    chainPort = await freePort();
    const [gateway, graphql] = [await freePort(), await freePort()];
    flags = ["--chain-port", `${chainPort}`, "--gateway-port", `${gateway}`, "--graphql-port", `${graphql}`];
  });
  after(async () => {
    for (const child of running) {
      child.kill("SIGTERM");
      await once(child, "close");
    }
    await rm(dataDir, { recursive: true, force: true });
  });

  it("touches nothing when a port is taken, and names it and its flag", async () => {
    const taken = createServer().listen(chainPort, "127.0.0.1");
    await once(taken, "listening");
    const older = join(dataDir, "dev");
    const { code, errors } = await finished(start());
    taken.close();
    assert.equal(code, 1);
    assert.match(
      errors,
      new RegExp(`Port ${chainPort}.*--chain-port.*\\[PORT_IN_USE\\]|Port ${chainPort}[^]*--chain-port`),
    );
    assert.equal(existsSync(older), false);
  });

  it("refuses one port for two parts of the network", async () => {
    const { code, errors } = await finished(start("--gateway-port", `${chainPort}`));
    assert.equal(code, 1);
    assert.match(errors, /network's gateway is to have, is to be its chain's too.*\[PORT_IN_USE\][^]*--gateway-port/);
  });

  it("says what is where, and commands of the same data directory find it", async () => {
    const screen = await ready(start());
    for (const part of ["gateway", "graphql", "rpc", accounts.gateway.address, "w3b task list", "yours"]) {
      assert.match(screen, new RegExp(part, "i"));
    }
    const { code, output } = await finished(w3b(["project", "show", "1", "--json"]));
    assert.equal(code, 0);
    assert.equal(JSON.parse(output).paused, false);
  });

  it("leaves the first alone when a second is started, and says where that runs", async () => {
    const { code, errors } = await finished(start());
    assert.equal(code, 1);
    assert.match(errors, new RegExp(`process \\d+, its chain at http://127.0.0.1:${chainPort}.*\\[DEV_RUNNING\\]`));
    assert.equal((await finished(w3b(["project", "show", "1", "--json"]))).code, 0);
  });

  it("stops what a killed one left running, and starts anew", async () => {
    const [first] = running;
    assert.ok(first);
    const { children } = JSON.parse(await readFile(join(dataDir, "dev.lock"), "utf8")) as { children: number[] };
    assert.ok(children.length >= 5, String(children));
    first.kill("SIGKILL");
    await once(first, "close");
    await ready(start());
    for (const pid of children) await gone(pid);
  });

  it("stops everything it started when it is interrupted, and leads no command astray afterwards", async () => {
    const [last] = running;
    assert.ok(last);
    const { children } = JSON.parse(await readFile(join(dataDir, "dev.lock"), "utf8")) as { children: number[] };
    last.kill("SIGINT");
    const [code] = (await once(last, "close")) as [number];
    assert.equal(code, 0);
    for (const pid of children) await gone(pid);
    assert.deepEqual(
      [existsSync(join(dataDir, "dev.lock")), existsSync(join(dataDir, "dev", "w3b.toml"))],
      [false, false],
    );
  });

  it("takes over the lock of a process that is gone", async () => {
    await writeFile(join(dataDir, "dev.lock"), "{");
    const child = start();
    await eventually("the lock", async () =>
      (await readFile(join(dataDir, "dev.lock"), "utf8")).includes(`${child.pid}`),
    );
    child.kill("SIGTERM"); // in the middle of its start
    const [code] = (await once(child, "close")) as [number];
    assert.equal(code, 0);
    assert.equal(existsSync(join(dataDir, "dev.lock")), false);
  });

  function w3b(args: string[]): ChildProcess {
    const child = spawn(process.execPath, ["node/main.ts", ...args], {
      cwd: root,
      env: { PATH: process.env["PATH"], W3B_DATA_DIR: dataDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    child.once("close", () => running.delete(child));
    return child;
  }

  function start(...more: string[]): ChildProcess {
    return w3b(["dev", ...flags, ...more]);
  }

  /** What it prints once it runs. */
  async function ready(child: ChildProcess): Promise<string> {
    let [output, errors] = ["", ""];
    child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
    child.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
    const ended = once(child, "close").then(([code]) => assert.fail(`it ended with ${String(code)}: ${errors}`));
    ended.catch(() => undefined); // it ends some time, which is no failure once it was ready
    await Promise.race([eventually("the network", () => output.includes("eight commands")), ended]);
    return output;
  }

  /** Waits until a process is gone: one that nobody has asked for yet is dead, but still has its number. */
  async function gone(pid: number): Promise<void> {
    await eventually(`the end of process ${pid}`, () => {
      const state = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
      return Promise.resolve(state === "" || state.startsWith("Z"));
    });
  }

  async function finished(child: ChildProcess): Promise<{ code: number | null; output: string; errors: string }> {
    let [output, errors] = ["", ""];
    child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
    child.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output, errors };
  }
});
