import assert from "node:assert/strict";
import type { Hex } from "viem";
import { settlements } from "../../../indexer/model/queries/index.ts";
import { eventually } from "../../support/eventually.ts";
import { Network, people, type Submitted } from "./support/network.ts";

describe("a task that needs the results of two provers", () => {
  let network: Network;
  let task: Submitted;
  const stops: (() => Promise<void>)[] = [];

  before(async () => {
    network = await Network.start();
    await network.registerRival();
    task = await network.submit(await network.project({ terms: { redundancy: 2 } }));
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
    await network.stop();
  });

  function run(account: typeof people.operator) {
    const sender = network.sender(account);
    const prover = network.prover({}, account);
    stops.push(
      () => sender.stop(),
      () => prover.stop(),
    );
    return prover;
  }
  const kinds = async (taskId: Hex) => {
    const sql = "SELECT kind, actor FROM chain.task_event WHERE task_id = $1 ORDER BY id";
    return (await network.world.rows<{ kind: string }>(sql, [taskId])).map(({ kind }) => kind);
  };

  it("is proved once by a prover, which then leaves it to others", async () => {
    const { log } = run(people.operator);
    await eventually("the first result is final", async () => {
      await network.world.chain.client.mine({ blocks: 1 });
      return (await network.jobOf(task.taskId))?.state === "done";
    });
    const before = log.length;
    const other = await network.submit(await network.project());
    await eventually("another task is settled", async () => (await network.stateOf(other.taskId)) === "settled");
    assert.deepEqual(await kinds(task.taskId), ["submitted", "claimed", "proposed"]);
    assert.deepEqual(
      log.slice(before).filter(({ taskId }) => taskId === task.taskId),
      [],
    );
  });

  it("is settled by another prover's, and both are paid", async () => {
    run(people.rival);
    await eventually("the settlement", async () => (await network.stateOf(task.taskId)) === "settled");
    const paid = (await settlements(network.pool, { limit: 10 })).filter(({ taskId }) => taskId === task.taskId);
    const provers = [people.prover.address, people.rival.address].map((address) => address.toLowerCase());
    assert.deepEqual(new Set(paid.map(({ prover }) => prover)), new Set(provers));
  });
});
