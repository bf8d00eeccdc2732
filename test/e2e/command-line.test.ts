import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { climateOf } from "../../examples/room-climate/readings.ts";
import { accounts, privateKeyOf } from "../../scripts/devnet/accounts.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/network.ts";
import { root } from "../../scripts/devnet/processes.ts";
import { devices, windowMessages } from "../../scripts/devnet/room-climate.ts";
import { eventually } from "../support/eventually.ts";
import { seededRandom } from "../support/random.ts";

const keys = "examples/room-climate/keys/";

describe("w3b, from a circuit's keys to a settled task", () => {
  let devnet: Devnet;
  let projectFile: string;
  let uri: string;
  const owner = privateKeyOf(accounts.projectOwner);
  const projectId = 2; // the development network has one already

  before(async () => {
    devnet = await startDevnet();
    projectFile = join(devnet.directory, "project.json");
  });
  after(async () => {
    await devnet?.stop();
  });

  it("packs a project file", async () => {
    const files = ["--wasm", `${keys}room-climate.wasm`, "--zkey", `${keys}room-climate.zkey`];
    const packed = await w3b(["project", "pack", ...files, "--project-version", "v1", "--out", projectFile]);
    assert.match(packed["programId"], /^0x[0-9a-f]{64}$/);
  });

  it("registers, publishes, funds and opens a project", async () => {
    assert.equal((await w3b(["project", "register"], owner))["projectId"], String(projectId));
    const published = await w3b(["project", "publish", "2", projectFile], owner);
    assert.equal(published["published"].length, 1);
    uri = published["uri"]; // on the network's own file server
    assert.deepEqual(Buffer.from(await (await fetch(uri)).arrayBuffer()), await readFile(projectFile));
    const terms = ["--min-reward", "0.1", "--collateral", "1", "--claim", "120"];
    const open = ["project", "open", "2", ...terms, "--deposit", "10", "--gateway", accounts.gateway.address];
    await w3b(open, owner);
    const [device] = devices;
    assert.ok(device);
    await w3b(["project", "device", "2", device.identity.address, "--owner", device.owner, "--key", device.key], owner);
    await w3b(["project", "attribute", "2", "AggregationAmount", "1"], owner);
    await w3b(["project", "attribute", "2", "RequiredProverAmount", "2"], owner);

    const shown = await w3b(["project", "show", "2"]);
    assert.deepEqual([shown["paused"], shown["uri"], shown["escrow"]], [false, uri, "10000000000000000000"]);
  });

  it("refuses an attribute nobody reads and values nobody can use", async () => {
    for (const [name, value] of [
      ["Colour", "1"],
      ["RequiredProverAmount", "65536"],
      ["AggregationAmount", "many"],
    ]) {
      const refused = await run(["project", "attribute", "2", name ?? "", value ?? ""], owner);
      assert.equal(refused.code, 1, `${name} ${value}`);
    }
  });

  it("retires a version, once, which other versions do not mind", async () => {
    const files = ["--wasm", `${keys}room-climate.wasm`, "--zkey", `${keys}room-climate.zkey`];
    const other = join(devnet.directory, "broken.json");
    await w3b(["project", "pack", ...files, "--project-version", "broken", "--out", other]);
    await w3b(["project", "publish", "2", other, "--uri", uri], owner);
    assert.equal((await w3b(["project", "retire", "2", "broken"], owner))["retired"], true);
    const again = await run(["project", "publish", "2", other, "--uri", uri], owner);
    assert.match(again.stderr, /ProgramIsRetired/);
  });

  it("publishes nothing twice", async () => {
    const again = await w3b(["project", "publish", "2", projectFile], owner);
    assert.deepEqual(again["published"], []);
  });

  it("sends a device's message and follows it until its task is settled", async () => {
    const [window] = await windowMessages(BigInt(projectId), 1);
    assert.ok(window);
    const dataFile = join(devnet.directory, "window.json");
    await writeFile(dataFile, window.message.data);
    const device = privateKeyOf(accounts.devices[0].identity);
    const send = ["message", "send", `@${dataFile}`, "--project", "2", "--project-version", "v1"];
    const sent = await eventually("the indexing of the project", () => w3b([...send, "--follow"], device));

    const settled = async () => {
      const { tasks } = await w3b(["task", "list", "--project", "2", "--state", "settled"]);
      return (tasks as { id: string }[])[0];
    };
    const task = await eventually("the settlement", settled);
    const shown = await w3b(["task", "show", task.id]);
    assert.equal(shown["dataHash"], sent["taskID"]);
    assert.deepEqual(
      shown["events"].map(({ kind }: { kind: string }) => kind),
      ["submitted", "claimed", "settled"],
    );
    assert.deepEqual(
      sent["states"].map(({ state }: { state: string }) => state),
      ["received", "packed", "dispatched", "proved", "outputted"],
    );
    const message = await w3b(["message", "show", sent["messageID"]]);
    assert.deepEqual(
      message["states"].map(({ state }: { state: string }) => state),
      ["received", "packed", "dispatched", "proved", "outputted"],
    );
  });

  it("deploys a dApp and reads the verified result, as docs/read-results.md shows", async () => {
    const chain = [devnet.urls.rpc, join(devnet.directory, "deployment.json")];
    const deployed = await node(
      ["examples/room-climate/deploy-dapp.ts", ...chain, "RoomClimate", "taskManager", "deviceRegistry", "2"],
      owner,
    );
    const dapp = deployed.stdout.trim();
    assert.match(dapp, /^0x[0-9a-f]{40}$/, deployed.stderr);
    await w3b(["project", "bind-dapp", "2", dapp], owner);
    assert.equal((await w3b(["project", "show", "2"]))["dapp"].toLowerCase(), dapp);

    const { tasks } = await w3b(["task", "list", "--project", "2", "--state", "settled"]);
    const read = await node(["examples/room-climate/read-result.ts", ...chain, devnet.urls.graphql, tasks[0].id]);
    const [window] = await windowMessages(BigInt(projectId), 1);
    assert.ok(window);
    const { results } = JSON.parse(read.stdout || read.stderr) as { results: string[] };
    const { lastTime, readingCount, meanTemperature, meanCo2, maxCo2 } = climateOf(window.readings);
    const expected = [lastTime, readingCount, meanTemperature, meanCo2, maxCo2];
    assert.deepEqual(results.slice(2), expected.map(String)); // after the device's key
  });

  it("registers a prover with stake and a rebate", async () => {
    const key = privateKeyOf(accounts.deployer);
    await w3b(["prover", "register"], key);
    await w3b(["prover", "stake", "5"], key);
    await w3b(["prover", "rebate", "2.5"], key);
    const shown = await w3b(["prover", "show", accounts.deployer.address]);
    assert.deepEqual(
      [shown["stake"], shown["free"], shown["rebateRatio"]],
      ["5000000000000000000", "5000000000000000000", 250],
    );
    assert.deepEqual([shown["vmTypes"], shown["tasks"]], [[5], { settled: 0, claimed: 0 }]);
    assert.ok(BigInt(shown["balances"]["operator"]) > 0n);
    const text = (await run(["prover", "show", accounts.deployer.address])).stdout;
    assert.match(text, /^stake +5 IOTX$/m);
    assert.match(text, /^VM types +circom \(5\)$/m);
    assert.match(text, /^tasks +0 settled, 0 claimed now$/m);
  });

  it("asks stake back and leaves it after all, pauses and resumes", async () => {
    const key = privateKeyOf(accounts.deployer);
    const asked = await w3b(["prover", "unstake", "request", "2"], key);
    assert.ok(new Date(asked["availableAt"] * 1000) > new Date());
    const text = (await run(["prover", "show", accounts.deployer.address])).stdout;
    assert.match(text, /^unstaking +2 IOTX, can be withdrawn from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/m);
    const early = await run(["prover", "unstake", "withdraw", "--json"], key);
    assert.match(early.stderr, /UnstakeNotReady/);
    await w3b(["prover", "unstake", "cancel"], key);
    await w3b(["prover", "pause"], key);
    const paused = await w3b(["prover", "show", accounts.deployer.address]);
    assert.deepEqual([paused["free"], paused["paused"]], ["5000000000000000000", true]);
    await w3b(["prover", "resume"], key);
    assert.equal((await w3b(["prover", "show", accounts.deployer.address]))["paused"], false);
  });

  it("names another operator, which its key has chosen the prover for", async () => {
    const key = privateKeyOf(accounts.deployer);
    const operator = accounts.gateway.address;
    const chosen = await w3b(["prover", "choose", accounts.deployer.address], privateKeyOf(accounts.gateway));
    assert.deepEqual(chosen, { operator, prover: accounts.deployer.address });
    await w3b(["prover", "operator", operator], key);
    assert.equal((await w3b(["prover", "show", accounts.deployer.address]))["operator"], operator);
  });

  it("pays a prover's rewards out", async () => {
    const earners = await devnet.pool.query<{ prover: string }>("SELECT DISTINCT prover FROM chain.settlement");
    const prover = earners.rows[0]?.prover ?? "";
    const paid = await w3b(["prover", "collect", "--account", prover], owner);
    assert.match(paid["transaction"], /^0x[0-9a-f]{64}$/);
  });

  it("takes back escrow that no task has reserved", async () => {
    const to = accounts.projectOwner.address;
    assert.deepEqual(await w3b(["project", "withdraw", "2", "9.5"], owner), {
      projectId: "2",
      amount: "9500000000000000000",
      to,
    });
    assert.equal((await w3b(["project", "show", "2"]))["escrow"], "400000000000000000");
  });

  it("says what is wrong, with a code, and exits with 1", async () => {
    const stranger = seededRandom("stranger").privateKey();
    const refused = await run(["project", "pause", "2", "--json"], stranger);
    assert.equal(refused.code, 1);
    const { code, error } = JSON.parse(refused.stderr.trim().split("\n").at(-1) ?? "");
    assert.equal(code, "NotProjectOwner");
    assert.match(error, new RegExp(privateKeyToAccount(stranger).address, "i"));
    assert.ok(!refused.stderr.includes(stranger.slice(2)), "the key is in the output");
  });

  it("explains itself", async () => {
    const { code, stdout } = await run(["--help"]);
    assert.equal(code, 0);
    for (const command of ["dev", "project", "prover", "message", "task", "indexer", "gateway"]) {
      assert.match(stdout, new RegExp(`^  ${command}\\b`, "m"));
    }
  });

  /** Runs a command with --json and returns what it printed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON of many shapes, asserted on where it is used
  async function w3b(args: string[], key?: string): Promise<Record<string, any>> {
    const { code, stdout, stderr } = await run([...args, "--json"], key);
    assert.equal(code, 0, `w3b ${args.join(" ")}: ${stderr}`);
    return JSON.parse(stdout);
  }

  const run = (args: string[], key?: string) => node(["node/w3b.js", ...args], key);

  async function node(args: string[], key = ""): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const env = {
      ...process.env,
      W3B_RPC_URL: devnet.urls.rpc,
      W3B_DEPLOYMENT: join(devnet.directory, "deployment.json"),
      W3B_GATEWAY_URL: devnet.urls.gateway,
      W3B_GRAPHQL_URL: devnet.urls.graphql,
      W3B_FILES_URL: devnet.urls.files,
      W3B_PRIVATE_KEY: key,
      W3B_POLL_MS: "50",
    };
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, stdout, stderr };
  }
});
