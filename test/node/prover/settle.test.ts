import assert from "node:assert/strict";
import { createPublicClient, type Hex, http } from "viem";
import { eventually } from "../../support/eventually.ts";
import { oneIotx } from "../../indexer/support/chain.ts";
import { pass } from "../../indexer/support/tasks.ts";
import { Wire } from "../gateway/support/wire.ts";
import { versionToBytes32 } from "../../../node/protocol/task.ts";
import { type LogLine, Network, people, versionName } from "./support/network.ts";

describe("a prover", () => {
  let network: Network;
  let projectId: bigint;
  let stops: (() => Promise<void>)[];

  before(async () => {
    network = await Network.start();
    projectId = await network.project();
    await network.registerRival();
  });
  after(() => network.stop());
  beforeEach(() => {
    stops = [];
  });
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const run = (...options: Parameters<Network["prover"]>) => {
    const prover = network.prover(...options);
    stops.push(() => prover.stop());
    return prover;
  };
  const send = (...accounts: Parameters<Network["sender"]>) => {
    const sender = network.sender(...accounts);
    stops.push(() => sender.stop());
  };
  const settled = (taskId: Hex) =>
    eventually(`the settlement of ${taskId}`, async () => (await network.stateOf(taskId)) === "settled");
  const jobState = (taskId: Hex, state: string) =>
    eventually(`${taskId} ${state}`, async () => (await network.jobOf(taskId))?.state === state);
  const said = (log: LogLine[], message: string) =>
    eventually(`"${message}"`, () => log.some(({ msg }) => msg === message));
  const says = (log: LogLine[], taskId: Hex) => log.filter((line) => line.taskId === taskId).map(({ msg }) => msg);

  it("claims, proves and settles tasks, those that were open before it came and those that come later", async () => {
    const first = await network.submit(projectId);
    const { log } = run();
    send();
    const second = await network.submit(projectId);
    await Promise.all([settled(first.taskId), settled(second.taskId)]);
    const alone = await network.submit(projectId);
    await settled(alone.taskId);
    await network.world.chain.client.mine({ blocks: 3 }); // what was mined becomes final
    await jobState(alone.taskId, "done");
    assert.deepEqual(says(log, alone.taskId), [
      "claiming a task",
      "task claimed",
      "task proved",
      "task settled for good",
    ]);
  });

  it("keeps the payload of what it claims: its gateway may forget it", async () => {
    run();
    const task = await network.submit(projectId);
    await jobState(task.taskId, "claiming");
    network.files.delete(`/payload/${task.task.dataHash}`);
    send();
    await settled(task.taskId);
  });

  it("keeps the program of what it claims: its project may change or lose its file, and the prover start again", async () => {
    const fickle = await network.project();
    const { stop } = run();
    const task = await network.submit(fickle);
    await jobState(task.taskId, "claiming");
    await stop();
    network.files.delete(`/project/${fickle}`);
    await network.world.chain.send({
      ...{ from: people.owner, to: "projectRegistry", call: "setConfig" },
      args: [fickle, `${network.url}/elsewhere`, `0x${"11".repeat(32)}`],
    });
    await network.world.indexed();
    run();
    send();
    await settled(task.taskId);
  });

  it("settles tasks of a version that was retired, those claimed before and those that were open", async () => {
    const retiring = await network.project();
    run();
    const claimed = await network.submit(retiring);
    await jobState(claimed.taskId, "claiming");
    const open = await network.submit(retiring);
    await network.world.chain.send({
      ...{ from: people.owner, to: "projectRegistry", call: "retireProgram" },
      args: [retiring, versionToBytes32(versionName)],
    });
    await network.world.indexed();
    send();
    await settled(claimed.taskId);
    await settled(open.taskId);
  });

  it("leaves a task to whoever was faster, quietly, and never pays for a race twice", async () => {
    const mine = run();
    const theirs = run({}, people.rival);
    send();
    send(people.rival);
    const tasks = [await network.submit(projectId), await network.submit(projectId), await network.submit(projectId)];
    await Promise.all(tasks.map(({ taskId }) => settled(taskId)));

    const claims = await network.world.rows<{ count: number }>(
      "SELECT count(*)::int AS count FROM chain.task_event WHERE task_id = ANY ($1) AND kind = 'claimed'",
      [tasks.map(({ taskId }) => taskId)],
    );
    assert.equal(claims[0]?.count, 3);
    const racing = () => network.world.rows("SELECT 1 FROM node.job WHERE state = 'claiming'");
    await eventually("the end of each race", async () => (await racing()).length === 0);
    for (const { log } of [mine, theirs])
      assert.deepEqual(
        log.filter(({ level }) => level >= 40),
        [],
      );
  });

  it("claims no more ahead than it is told to, and two tasks a thread in any case", async () => {
    run({ claimAheadMs: 0 }); // two threads
    const tasks = [];
    for (let count = 0; count < 6; count++) tasks.push(await network.submit(projectId));
    const begun = () => network.world.rows("SELECT 1 FROM node.job WHERE state = 'claiming'");
    await eventually("four claims", async () => (await begun()).length === 4);
    await network.world.indexed();
    await pass(network.world.chain, 1);
    assert.equal((await begun()).length, 4);
    send();
    await Promise.all(tasks.map(({ taskId }) => settled(taskId)));
  });

  it("ends a late claim of somebody else for the bounty, then proves the task itself", async () => {
    const task = await network.submit(projectId);
    await network.world.chain.send({
      from: people.rival,
      to: "taskManager",
      call: "claim",
      args: [task.offer, task.task],
    });
    await pass(network.world.chain, 700);
    const { chain } = network.world;
    const before = await network.owed(people.operator.address);
    run();
    send();
    await settled(task.taskId);
    assert.equal((await network.owed(people.operator.address)) - before, (2n * oneIotx) / 10n);
    const [row] = await network.world.rows<{ claims: number }>("SELECT claims FROM chain.task WHERE id = $1", [
      task.taskId,
    ]);
    assert.equal(row?.claims, 2);
    await chain.client.mine({ blocks: 3 });
  });

  it("leaves late claims to others if it is told so", async () => {
    const task = await network.submit(projectId);
    await network.world.chain.send({
      from: people.rival,
      to: "taskManager",
      call: "claim",
      args: [task.offer, task.task],
    });
    await pass(network.world.chain, 700);
    await network.world.indexed();
    run({ expireLateClaims: false });
    send();
    await settled((await network.submit(projectId)).taskId);
    assert.equal(await network.stateOf(task.taskId), "claimed");
  });

  it("tries again a claim that was refused for a reason that passes", async () => {
    const { chain } = network.world;
    const pause = (call: string) => chain.send({ from: people.prover, to: "proverRegistry", call });
    run({ claimPauseMs: 500 });
    const task = await network.submit(projectId);
    await jobState(task.taskId, "claiming");
    await pause("pause");
    send();
    await jobState(task.taskId, "abandoned");
    await pause("resume");
    await settled(task.taskId);
  });

  it("claims for the prover it is told to, not for anybody who names its account as operator", async () => {
    const { log } = run({}, people.operator, undefined, people.rival.address);
    const line = await eventually("a reason", () => log.find(({ code }) => code));
    assert.equal(line.code, "PROVER_MISMATCH");
  });

  it("does not log the URL of its endpoint, which may hold a key", async () => {
    const publicClient = createPublicClient({ transport: http("http://127.0.0.1:1/v2/k3y", { retryCount: 0 }) });
    const { log } = run({}, people.operator, publicClient);
    await said(log, "the prover waits");
    assert.ok(!JSON.stringify(log).includes("k3y"), JSON.stringify(log));
  });

  it("waits while its account is no prover's operator", async () => {
    const { log } = run({}, people.hunter);
    const line = await eventually("a reason", () => log.find(({ code }) => code));
    assert.equal(line.code, "PROVER_NOT_REGISTERED");
  });

  it("goes on when Postgres has thrown out its connections", async () => {
    const { log } = run();
    send();
    await said(log, "the prover is ready");
    await network.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    await settled((await network.submit(projectId)).taskId);
  });

  it("says so when the chain does not answer, and goes on when it does", async () => {
    const wire = await Wire.to("127.0.0.1", network.world.chain.anvil.port);
    const publicClient = createPublicClient({ transport: http(`http://127.0.0.1:${wire.port}`, { retryCount: 0 }) });
    const { log } = run({}, people.operator, publicClient);
    send();
    const before = await network.submit(projectId);
    await settled(before.taskId);
    await wire.cut();
    const task = await network.submit(projectId);
    await said(log, "the prover waits");
    await wire.mend();
    await settled(task.taskId);
    await wire.cut();
  });
});
