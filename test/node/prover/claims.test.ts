import assert from "node:assert/strict";
import { pino } from "pino";
import { type Hex, zeroHash } from "viem";
import { findOffer, findTask, gatewayUri } from "../../../indexer/model/queries/index.ts";
import type { TransactionSender } from "../../../node/chain/sender.ts";
import { postgresStore } from "../../../node/data/postgres-store.ts";
import { ChainReads } from "../../../node/prover/chain-reads.ts";
import { claimTasks } from "../../../node/prover/claim.ts";
import type { ProverConfig } from "../../../node/prover/config.ts";
import type { ProverContext } from "../../../node/prover/context.ts";
import { Payloads } from "../../../node/prover/payloads.ts";
import { eventually } from "../../support/eventually.ts";
import { Network, people, type Submitted } from "./support/network.ts";

interface JobRow {
  state: string;
  claimBatch: string | null;
  error: string | null;
}

/** Long enough that tasks are claimed together whenever they can be, however long the first proof takes. */
const patient: Partial<ProverConfig> = { claimWaitMs: 1_200_000, claimAheadMs: 3_600_000 };

/** Claims of the real contract on a real chain. */
describe("a prover's claims", () => {
  let network: Network;
  let projectId: bigint;
  let sender: TransactionSender | undefined;
  let running: ReturnType<Network["prover"]> | undefined;

  before(async () => {
    network = await Network.start();
    await network.registerRival();
  });
  beforeEach(async () => {
    projectId = await network.project();
  });
  after(() => network.stop());
  afterEach(stop);

  async function stop(): Promise<void> {
    await running?.stop();
    await sender?.stop();
    running = sender = undefined;
  }
  async function submit(count: number): Promise<Submitted[]> {
    const tasks: Submitted[] = [];
    for (let i = 0; i < count; i++) tasks.push(await network.submit(projectId));
    await network.world.indexed();
    return tasks;
  }
  async function jobsOf(tasks: Submitted[]): Promise<JobRow[]> {
    const jobs = await network.world.rows<JobRow & { id: Hex }>(
      `SELECT task_id AS id, state, claim_batch AS "claimBatch", error FROM node.job WHERE task_id = ANY ($1)`,
      [tasks.map(({ taskId }) => taskId)],
    );
    return tasks.flatMap(({ taskId }) => jobs.find(({ id }) => id === taskId) ?? []);
  }
  const reach = (tasks: Submitted[], state: string) =>
    eventually(`all jobs ${state}`, async () => {
      const jobs = await jobsOf(tasks);
      return jobs.length === tasks.length && jobs.every((job) => job.state === state) && jobs;
    });
  const settled = (tasks: Submitted[]) =>
    eventually("all tasks settled", async () =>
      (await Promise.all(tasks.map(({ taskId }) => network.stateOf(taskId)))).every((s) => s === "settled"),
    );
  /** The prover has put the claim of all these tasks into the outbox, which nobody sends yet. */
  async function leaveClaiming(tasks: Submitted[]): Promise<string> {
    running = network.prover(patient);
    const [job] = await reach(tasks, "claiming");
    await stop();
    assert.ok(job?.claimBatch);
    return job.claimBatch;
  }
  function restart(): void {
    running = network.prover(patient);
    sender = network.sender();
  }
  /** The transactions in which tasks were claimed; fails unless each was claimed once. */
  async function claimsOf(tasks: Submitted[]): Promise<string[]> {
    await network.world.indexed();
    const events = await network.world.rows<{ hash: string }>(
      "SELECT transaction_hash AS hash FROM chain.task_event WHERE kind = 'claimed' AND task_id = ANY ($1)",
      [tasks.map(({ taskId }) => taskId)],
    );
    assert.equal(events.length, tasks.length);
    return [...new Set(events.map(({ hash }) => hash))];
  }
  const claimOnChain = ({ offer, task }: Submitted) =>
    network.world.chain.send({ from: people.rival, to: "taskManager", call: "claim", args: [offer, task] });
  const logged = (message: string) => running?.log.filter(({ msg }) => msg === message).length;

  it("of a backlog go together in one transaction", async () => {
    const tasks = await submit(6);
    restart();
    await settled(tasks);
    assert.equal((await claimsOf(tasks)).length, 1);
    assert.equal(logged("claiming tasks together"), 1);
    assert.equal(logged("tasks claimed together"), 1);
  });

  it("of a lone task go at once and alone", async () => {
    restart();
    const tasks = await submit(1);
    await settled(tasks);
    assert.deepEqual(
      (await jobsOf(tasks)).map(({ claimBatch }) => claimBatch),
      [null],
    );
    assert.equal(logged("claiming a task"), 1);
  });

  it("are sent with known gas, of which they need less, alone and together", async () => {
    await settledAfterRestart(await submit(1));
    await settledAfterRestart(await submit(5));
    const claims = await network.world.rows<{ gas: number; used: number; limit: number }>(
      `SELECT o.gas::int, o.gas_used::int AS used, a.gas::int AS "limit"
       FROM node.outbox o JOIN node.outbox_attempt a ON a.outbox_id = o.id WHERE o.kind = 'claim' AND o.gas IS NOT NULL`,
    );
    assert.ok(claims.length >= 2);
    for (const { gas, used, limit } of claims) {
      assert.ok(used < gas, `${used} of ${gas} gas`);
      assert.equal(limit, Math.floor(gas * 1.2)); // by an estimate it would be less
    }
  });
  async function settledAfterRestart(tasks: Submitted[]): Promise<void> {
    restart();
    await settled(tasks);
    await stop();
  }

  it("go on after the prover was killed between putting a batch into the outbox and its block", async () => {
    const tasks = await submit(3);
    const batch = await leaveClaiming(tasks);
    restart();
    await settled(tasks);
    assert.equal((await claimsOf(tasks)).length, 1);
    assert.ok((await jobsOf(tasks)).every(({ claimBatch }) => claimBatch === batch));
  });

  it("go on after the prover was killed when its batch was in a block", async () => {
    const tasks = await submit(3);
    await leaveClaiming(tasks);
    sender = network.sender();
    await eventually("the claims", async () => (await network.stateOf(tasks[0]!.taskId)) === "claimed");
    await stop();
    restart();
    await settled(tasks);
    assert.equal((await claimsOf(tasks)).length, 1);
  });

  it("that were in a batch with one of a task that another prover took are made again, together", async () => {
    const tasks = await submit(4);
    await leaveClaiming(tasks);
    await claimOnChain(tasks[1]!);
    restart();
    const others = [tasks[0]!, tasks[2]!, tasks[3]!];
    await settled(others);
    const [lost] = await reach([tasks[1]!], "abandoned");
    assert.equal(lost?.error, "TaskNotOpen");
    assert.equal((await claimsOf(others)).length, 1);
    assert.ok(!running?.log.some(({ level }) => level >= 40));
  });

  it("are given up all if the whole batch was taken", async () => {
    const tasks = await submit(2);
    await leaveClaiming(tasks);
    for (const task of tasks) await claimOnChain(task);
    restart();
    await reach(tasks, "abandoned");
  });

  it("are made each alone if nothing explains why their batch failed", async () => {
    const tasks = await submit(3);
    const batch = await leaveClaiming(tasks);
    await network.pool.query("UPDATE node.outbox SET state = 'failed', error_code = 'OUT_OF_GAS' WHERE id = $1", [
      batch,
    ]);
    restart();
    await settled(tasks);
    assert.equal((await claimsOf(tasks)).length, 3);
  });

  it("are made again if their transaction was lost with a part of the database", async () => {
    const tasks = await submit(2);
    const batch = await leaveClaiming(tasks);
    await network.pool.query("DELETE FROM node.outbox WHERE id = $1", [batch]);
    restart();
    await settled(tasks);
    await claimsOf(tasks);
  });

  it("are given up together if the chain refuses the prover itself", async () => {
    const tasks = await submit(2);
    await leaveClaiming(tasks);
    const pause = (call: string) => network.world.chain.send({ from: people.prover, to: "proverRegistry", call });
    await pause("pause");
    restart();
    const jobs = await reach(tasks, "abandoned");
    await pause("resume");
    assert.ok(jobs.every(({ error, claimBatch }) => error === "ProverIsPaused" && claimBatch !== null));
  });

  it("are made again when a reorganisation undoes them", async () => {
    const tasks = await submit(3);
    await leaveClaiming(tasks);
    sender = network.sender();
    await eventually("the claims", async () => (await network.stateOf(tasks[0]!.taskId)) === "claimed");
    await network.world.chain.client.request({ method: "anvil_reorg", params: [1, []] } as never);
    running = network.prover(patient);
    await settled(tasks);
    assert.equal((await claimsOf(tasks)).length, 1);
  });

  it("leave out what another prover took while they waited", async () => {
    const tasks = await submit(3);
    await claimOnChain(tasks[1]!);
    const { chain } = network.world;
    const context = {
      ...{ pool: network.pool, deployment: chain.deployment, operator: people.operator.address },
      ...{ prover: people.prover.address.toLowerCase(), logger: pino({ level: "silent" }) },
      chain: new ChainReads(chain.client as never, chain.deployment),
      payloads: new Payloads({
        store: postgresStore(network.pool),
        logger: pino({ level: "silent" }),
        allowPrivate: true,
        uriOf: (project, gateway) => gatewayUri(network.pool, project, gateway),
      }),
    } as unknown as ProverContext;
    const offer = (await findOffer(network.pool, tasks[0]!.offer))!;
    const program = { programId: zeroHash, vmTypeID: 5, codeHash: zeroHash, codeExpParam: "" };
    const passed = tasks.map(async ({ taskId }) => {
      const task = (await findTask(network.pool, taskId))!;
      return { task, offer, program, waitedMs: 0 };
    });
    const taken = await claimTasks(context, { offer, tasks: await Promise.all(passed) });
    assert.deepEqual(
      taken.map(({ task }) => task.id),
      [tasks[1]!.taskId],
    );
    assert.equal((await jobsOf([tasks[1]!])).length, 0);
    sender = network.sender();
    const others = [tasks[0]!, tasks[2]!];
    const claimed = async () => (await Promise.all(others.map(({ taskId }) => network.stateOf(taskId)))).join();
    await eventually("the claims", async () => (await claimed()) === "claimed,claimed");
    assert.equal((await claimsOf(others)).length, 1);
  });
});
