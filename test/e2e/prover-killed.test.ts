import assert from "node:assert/strict";
import { expectedDapp, readDapp } from "../../scripts/demo/climate.ts";
import { readTasks, sendMessages, waitUntilSettled } from "../../scripts/demo/tasks.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/network.ts";
import { windowMessages } from "../../scripts/devnet/room-climate.ts";
import { eventually } from "../support/eventually.ts";

describe("a prover that is killed in the middle of its work and started again", () => {
  let devnet: Devnet;

  before(async () => {
    devnet = await startDevnet();
  });
  after(() => devnet?.stop());

  it("settles every task, loses no stake and is paid for no task twice", async () => {
    const windows = await windowMessages(devnet.projectId, 10);
    const dataHashes = await sendMessages(devnet, windows);
    for (const state of ["claimed", "settled"]) {
      await eventually(`a task's being ${state}`, async () =>
        (await readTasks(devnet, dataHashes)).some((task) => task.state === state),
      );
      // Both at once: whatever each was doing at this instant, nobody else finishes it.
      await Promise.all(["prover-a", "prover-b"].map(async (name) => devnet.processes.get(name)?.kill()));
      await Promise.all(["prover-a", "prover-b"].map((name) => devnet.restart(name)));
    }
    await waitUntilSettled(devnet, dataHashes);

    const { rows } = await devnet.pool.query<Record<string, string>>(
      `SELECT (SELECT count(*) FROM chain.task)::text AS tasks,
              (SELECT count(*) FROM chain.settlement)::text AS settlements,
              (SELECT count(*) FROM chain.task_event WHERE kind = 'settled')::text AS settled,
              (SELECT count(*) FROM chain.task_event WHERE kind = 'expired')::text AS expired,
              (SELECT sum(collateral) FROM chain.prover)::text AS locked,
              (SELECT min(stake) FROM chain.prover)::text AS least`,
    );
    const thousandIotx = (10n ** 21n).toString();
    assert.deepEqual(rows[0], {
      tasks: "10",
      settlements: "10",
      settled: "10",
      expired: "0",
      locked: "0",
      least: thousandIotx,
    });
    const { latest, credits } = await readDapp(devnet);
    assert.deepEqual({ latest, credits }, expectedDapp(windows));
  });
});
