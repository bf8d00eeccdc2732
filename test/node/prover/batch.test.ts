import assert from "node:assert/strict";
import { concat, type Hex, slice } from "viem";
import { enqueue } from "../../../node/chain/outbox.ts";
import type { TransactionSender } from "../../../node/chain/sender.ts";
import { bindingOf } from "../../../node/protocol/task.ts";
import { beginJob, freshJob, type Job } from "../../../node/prover/jobs.ts";
import { settlementCall } from "../../../node/prover/settlement-call.ts";
import { batchId } from "../../../node/prover/transaction-ids.ts";
import { findOffer } from "../../../indexer/model/queries/index.ts";
import { eventually } from "../../support/eventually.ts";
import { oneIotx } from "../../indexer/support/chain.ts";
import { Network, people, type Submitted } from "./support/network.ts";

/** Real proofs, verified together by the real contract. */
describe("a prover that settles in batches", () => {
  const prover = people.prover.address.toLowerCase() as Hex;
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
  afterEach(async () => {
    await running?.stop();
    await sender?.stop();
    running = sender = undefined;
  });

  const claim = ({ offer, task }: Submitted, from = people.operator) =>
    network.world.chain.send({ from, to: "taskManager", call: "claim", args: [offer, task] });
  /** As it is once it is proved. */
  async function provedJob(submitted: Submitted): Promise<Job> {
    const { taskId, offer, task, payload } = submitted;
    const { messages } = JSON.parse(Buffer.from(payload).toString()) as { messages: { data: string }[] };
    const input = { messages: messages.map(({ data }) => data), binding: bindingOf(taskId, prover) };
    return {
      ...{ ...freshJob, taskId, prover, offer, task, state: "proved", program: null, claims: 0, round: 0 },
      ...{ collateral: 2n * oneIotx, deadline: task.submittedAt + 3600 },
      ...(await (await network.program).prove(input)),
    };
  }
  async function provedJobs(count: number): Promise<Job[]> {
    const jobs: Job[] = [];
    for (let i = 0; i < count; i++) {
      const task = await network.submit(projectId);
      await claim(task);
      jobs.push(await provedJob(task));
    }
    return jobs;
  }
  /** What a process that was killed right after it had put a batch into the outbox leaves. */
  async function leaveSent(jobs: Job[]): Promise<string> {
    await network.world.indexed();
    const offer = (await findOffer(network.pool, jobs[0]!.offer))!;
    const id = batchId(jobs);
    for (const job of jobs) {
      await beginJob(network.pool, job);
      await network.pool.query("UPDATE node.job SET state = 'submitting', batch = $2 WHERE task_id = $1", [
        job.taskId,
        id,
      ]);
    }
    const to = network.world.chain.deployment.taskManager;
    const data = settlementCall({ offer, jobs });
    await enqueue(network.pool, { id, account: people.operator.address, kind: "prove", to, data });
    return id;
  }
  async function start(...[config]: Parameters<Network["prover"]>): Promise<void> {
    await network.world.indexed();
    running = network.prover(config);
    sender = network.sender();
  }
  const ends = (jobs: Pick<Job, "taskId">[], state: "done" | "abandoned" = "done") =>
    eventually(`all jobs ${state}`, async () => {
      await network.world.chain.client.mine({ blocks: 1 }); // what was mined becomes final
      const found = await Promise.all(jobs.map(({ taskId }) => network.jobOf(taskId)));
      return found.every((job) => job?.state === state) && found;
    });
  /** The transactions that settled tasks; fails unless each was settled once. */
  async function settlementsOf(jobs: Pick<Job, "taskId">[]): Promise<Set<string>> {
    await network.world.indexed();
    const events = await network.world.rows<{ hash: string }>(
      "SELECT transaction_hash AS hash FROM chain.task_event WHERE kind = 'settled' AND task_id = ANY ($1)",
      [jobs.map(({ taskId }) => taskId)],
    );
    assert.equal(events.length, jobs.length);
    return new Set(events.map(({ hash }) => hash));
  }
  /** Another point of the curve, and so a proof of nothing. */
  const forged = (job: Job): Job => ({ ...job, proof: concat([slice(job.proof!, 192), slice(job.proof!, 64)]) });

  it("sends proofs that are ready together in one transaction", async () => {
    const jobs = await provedJobs(3);
    for (const job of jobs) await beginJob(network.pool, job);
    await start();
    await ends(jobs);
    assert.equal((await settlementsOf(jobs)).size, 1);
  });

  it("settles a burst of tasks in fewer transactions than tasks", async () => {
    const tasks: Submitted[] = [];
    for (let i = 0; i < 6; i++) tasks.push(await network.submit(projectId));
    await start({ batchWaitMs: 10_000 });
    await ends(tasks);
    assert.ok((await settlementsOf(tasks)).size < tasks.length);
  });

  it("does not let a lone task wait", async () => {
    const task = await network.submit(projectId);
    await start({ batchWaitMs: 60_000 });
    await ends([task]);
    assert.deepEqual(
      running?.log.filter(({ msg }) => msg === "settling tasks together"),
      [],
    );
  });

  it("after it was killed goes on with the batch in the outbox", async () => {
    const jobs = await provedJobs(2);
    const id = await leaveSent(jobs);
    await start();
    await ends(jobs);
    assert.equal((await settlementsOf(jobs)).size, 1);
    const { rows } = await network.pool.query<{ batch: string }>(
      "SELECT DISTINCT batch FROM node.job WHERE task_id = ANY ($1)",
      [jobs.map(({ taskId }) => taskId)],
    );
    assert.deepEqual(rows, [{ batch: id }]);
  });

  it("takes a batch with a bad proof apart, settles the others together and proves that task anew", async () => {
    const jobs = await provedJobs(4);
    const bad = forged(jobs[1]!);
    await leaveSent([jobs[0]!, bad, jobs[2]!, jobs[3]!]);
    await start();
    const ended = await ends(jobs);
    const others = [jobs[0]!, jobs[2]!, jobs[3]!];
    const together = await settlementsOf(others);
    assert.equal(together.size, 1);
    assert.ok(!together.has([...(await settlementsOf([bad]))][0]!));
    // Once together, once alone; the others once.
    assert.deepEqual(
      ended.map((job) => job?.attempts),
      [1, 2, 1, 1],
    );
    assert.equal(running?.log.filter(({ msg }) => msg === "task proved").length, 1);
  });

  it("settles the others of a batch in which a claim was lost", async () => {
    const jobs = await provedJobs(2);
    const lost = await network.submit(projectId);
    await claim(lost, people.rival);
    const lostJob = await provedJob(lost);
    await leaveSent([...jobs, lostJob]);
    await start();
    await ends(jobs);
    await ends([lost], "abandoned");
    assert.equal((await settlementsOf(jobs)).size, 1);
  });

  it("takes a batch apart that fails although the chain would take it", async () => {
    const jobs = await provedJobs(4);
    const id = await leaveSent(jobs);
    await network.pool.query("UPDATE node.outbox SET state = 'failed', error_code = 'OUT_OF_GAS' WHERE id = $1", [id]);
    await start();
    await ends(jobs);
    assert.equal((await settlementsOf(jobs)).size, 2);
  });

  it("settles again what a reorganisation undid", async () => {
    const jobs = await provedJobs(3);
    for (const job of jobs) await beginJob(network.pool, job);
    await start();
    await eventually("the settlement", async () => (await network.stateOf(jobs[0]!.taskId)) === "settled");
    await network.world.chain.client.request({ method: "anvil_reorg", params: [1, []] } as never);
    await ends(jobs);
    assert.equal((await settlementsOf(jobs)).size, 1);
  });
});
