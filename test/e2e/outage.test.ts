import assert from "node:assert/strict";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedPostgres, startPostgres } from "../../node/database/embedded.ts";
import { readTasks, sendMessages, waitUntilSettled } from "../../scripts/demo/tasks.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/network.ts";
import { freePort } from "../../node/database/free-port.ts";
import { windowMessages } from "../../scripts/devnet/room-climate.ts";
import { tailsOf } from "../../scripts/devnet/processes.ts";
import { eventually } from "../support/eventually.ts";
import { lapse } from "../support/lapse.ts";

describe("a network that loses its database, then its chain, for a while", () => {
  let directory: string;
  let port: number;
  let postgres: EmbeddedPostgres;
  let devnet: Devnet;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "w3b-outage-"));
    await chmod(directory, 0o755);
    port = await freePort();
    postgres = await startPostgres({ dataDir: join(directory, "postgres"), port });
    devnet = await startDevnet({ databaseUrl: postgres.url });
  });
  after(async () => {
    await devnet?.stop();
    await postgres?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** What the processes said goes away with them. */
  afterEach(async function () {
    if (this.currentTest?.state === "failed") process.stderr.write(`${await tailsOf(devnet.processes)}\n`);
  });

  it("settles every task that was accepted, without a restart of any process", async () => {
    const windows = await windowMessages(devnet.projectId, 9);
    const first = await sendMessages(devnet, windows.slice(0, 3));
    await eventually("a task's submission", async () =>
      (await readTasks(devnet, first)).some(({ state }) => state !== "accepted"),
    );

    await postgres.stop();
    const refused = await fetch(`${devnet.urls.gateway}/message`, {
      method: "POST",
      body: JSON.stringify(windows[3]?.message),
    });
    assert.equal(refused.status, 503);
    postgres = await startPostgres({ dataDir: join(directory, "postgres"), port });
    const second = await sendMessages(devnet, windows.slice(3, 6));

    const chain = devnet.processes.get("chain");
    process.kill(chain?.pid ?? 0, "SIGSTOP");
    const third = await sendMessages(devnet, windows.slice(6));
    await lapse(5_000); // an outage has a length
    process.kill(chain?.pid ?? 0, "SIGCONT");

    const tasks = await waitUntilSettled(devnet, [...first, ...second, ...third]);
    assert.equal(tasks.length, 9);
    assert.ok([...devnet.processes.values()].every(({ running }) => running));
  });
});
