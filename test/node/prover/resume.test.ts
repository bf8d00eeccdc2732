import assert from "node:assert/strict";
import { encodeFunctionData, type Hex } from "viem";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { enqueue } from "../../../node/chain/outbox.ts";
import type { TransactionSender } from "../../../node/chain/sender.ts";
import { bindingOf, outputsOf } from "../../../node/protocol/task.ts";
import { beginJob, freshJob, type Job } from "../../../node/prover/jobs.ts";
import { claimId, proveId } from "../../../node/prover/transaction-ids.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { eventually } from "../../support/eventually.ts";
import { oneIotx } from "../../indexer/support/chain.ts";
import { pass } from "../../indexer/support/tasks.ts";
import { Network, people, type Submitted } from "./support/network.ts";

/** Each test puts the database and the chain into the state a killed process left, then starts a prover on it. */
describe("a prover that was killed", () => {
  const prover = people.prover.address.toLowerCase() as Hex;
  let network: Network;
  let projectId: bigint;
  let sender: TransactionSender | undefined;
  let running: ReturnType<Network["prover"]> | undefined;

  before(async () => {
    network = await Network.start();
    projectId = await network.project();
  });
  after(() => network.stop());
  afterEach(async () => {
    await running?.stop();
    await sender?.stop();
    running = sender = undefined;
  });

  const jobFor = ({ taskId, offer, task }: Submitted, change: Partial<Job>): Job => ({
    ...{ taskId, prover, state: "claiming", offer, task, ...freshJob },
    ...{ collateral: 2n * oneIotx, deadline: task.submittedAt + 3600, claims: 0, round: 0 },
    program: null,
    ...change,
  });
  const to = () => ({ account: people.operator.address, to: network.world.chain.deployment.taskManager });
  const claimCall = ({ offer, task }: Submitted) => {
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "claim", args: [offer, task] });
    return { ...to(), kind: "claim", data };
  };
  const proveCall = ({ offer, task }: Submitted, { journal, proof }: Proof) => {
    const args = [offer, task, outputsOf(journal), proof] as const;
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "prove", args });
    return { ...to(), kind: "prove", data };
  };
  const claimOnChain = ({ offer, task }: Submitted, from = people.operator) =>
    network.world.chain.send({ from, to: "taskManager", call: "claim", args: [offer, task] });
  const proofOf = async ({ taskId, payload }: Submitted) => {
    const { messages } = JSON.parse(Buffer.from(payload).toString()) as { messages: { data: string }[] };
    const binding = bindingOf(taskId, prover);
    return (await network.program).prove({ messages: messages.map(({ data }) => data), binding });
  };

  async function restart(): Promise<void> {
    await network.world.indexed();
    sender = network.sender();
    running = network.prover();
  }
  const jobEnds = (taskId: Hex, state: "done" | "abandoned") =>
    eventually(`${taskId} ${state}`, async () => {
      await network.world.chain.client.mine({ blocks: 1 }); // what was mined becomes final
      const job = await network.jobOf(taskId);
      return job?.state === state ? job : undefined;
    });
  async function assertSettledOnce({ taskId }: Submitted): Promise<void> {
    await jobEnds(taskId, "done");
    await network.world.indexed();
    const kinds = await network.world.rows<{ kind: string }>(
      "SELECT kind FROM chain.task_event WHERE task_id = $1 AND kind IN ('claimed', 'expired', 'settled') ORDER BY id",
      [taskId],
    );
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ["claimed", "settled"],
    );
  }
  const proofsMade = () => running?.log.filter(({ msg }) => msg === "task proved").length;

  it("after a claim was put into the outbox sends, proves and settles it", async () => {
    const task = await network.submit(projectId);
    const job = jobFor(task, { state: "claiming" });
    await beginJob(network.pool, job);
    await enqueue(network.pool, { id: claimId(job), ...claimCall(task) });
    await restart();
    await assertSettledOnce(task);
  });

  it("after its claim was mined proves and settles it", async () => {
    const task = await network.submit(projectId);
    const job = jobFor(task, { state: "claiming" });
    await beginJob(network.pool, job);
    await enqueue(network.pool, { id: claimId(job), ...claimCall(task) });
    sender = network.sender();
    await eventually("the claim", async () => (await network.stateOf(task.taskId)) === "claimed");
    await sender.stop();
    await restart();
    await assertSettledOnce(task);
    assert.equal(proofsMade(), 1);
  });

  it("while proving proves again", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    await beginJob(network.pool, jobFor(task, { state: "claimed" }));
    await restart();
    await assertSettledOnce(task);
    assert.equal(proofsMade(), 1);
  });

  it("with a saved proof sends that", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    await beginJob(network.pool, jobFor(task, { state: "proved", ...(await proofOf(task)) }));
    await restart();
    await assertSettledOnce(task);
    assert.equal(proofsMade(), 0);
  });

  it("after a proof was put into the outbox settles with that", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    const proved = await proofOf(task);
    const job = jobFor(task, { state: "submitting", ...proved });
    await beginJob(network.pool, job);
    await enqueue(network.pool, { id: proveId(job), ...proveCall(task, proved) });
    await restart();
    await assertSettledOnce(task);
    assert.equal(proofsMade(), 0);
  });

  it("after its proof's transaction failed for no lasting reason sends it again", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    const proved = await proofOf(task);
    const job = jobFor(task, { state: "submitting", ...proved });
    await beginJob(network.pool, job);
    await enqueue(network.pool, { id: proveId(job), ...proveCall(task, proved) });
    await network.pool.query("UPDATE node.outbox SET state = 'failed', error_code = 'OUT_OF_GAS' WHERE id = $1", [
      proveId(job),
    ]);
    await restart();
    await assertSettledOnce(task);
    assert.equal((await network.jobOf(task.taskId))?.attempts, 1);
  });

  it("goes on sending a proof as long as the claim lasts, however often that failed", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    const proved = await proofOf(task);
    const job = jobFor(task, { state: "submitting", attempts: 7, ...proved });
    await beginJob(network.pool, job);
    await enqueue(network.pool, { id: proveId(job), ...proveCall(task, proved) });
    await network.pool.query(
      `UPDATE node.outbox SET state = 'failed', error_code = 'OUT_OF_GAS',
         updated_at = clock_timestamp() - interval '1 minute' WHERE id = $1`,
      [proveId(job)],
    );
    await restart();
    await assertSettledOnce(task);
    assert.equal((await network.jobOf(task.taskId))?.attempts, 8);
  });

  it("takes up again a job it had given up, if the claim still lasts, with transactions of new names", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    const proved = await proofOf(task);
    const job = jobFor(task, { state: "abandoned", ...proved });
    await beginJob(network.pool, job);
    await enqueue(network.pool, { id: proveId(job), ...proveCall(task, proved) });
    await network.pool.query("UPDATE node.outbox SET state = 'failed', error_code = 'OUT_OF_GAS' WHERE id = $1", [
      proveId(job),
    ]);
    await restart();
    await assertSettledOnce(task);
  });

  it("after somebody else carried its proof to the chain is done", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    const proved = await proofOf(task);
    await beginJob(network.pool, jobFor(task, { state: "proved", ...proved }));
    const args = [task.offer, task.task, outputsOf(proved.journal), proved.proof];
    await network.world.chain.send({ from: people.owner, to: "taskManager", call: "prove", args });
    await restart();
    await assertSettledOnce(task);
  });

  it("without its job finds its claim on the chain and proves it", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    await restart();
    await assertSettledOnce(task);
  });

  it("finds its claim among any number of others'", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    await network.world.indexed();
    const columns =
      "(jsonb_populate_record(t, jsonb_build_object('id', t.id || n, 'prover', 'other', 'submitted_at', 1))).*";
    await network.pool.query(
      `INSERT INTO chain.task SELECT ${columns} FROM chain.task t, generate_series(1, 1001) n WHERE t.id = $1`,
      [task.taskId],
    );
    await restart();
    await assertSettledOnce(task);
    await network.pool.query("DELETE FROM chain.task WHERE prover = 'other'");
  });

  it("finds the program of a version whose name cannot be printed", async () => {
    const name = "v\x01";
    const task = await network.submit(await network.project({ name }), { name });
    await claimOnChain(task);
    await restart();
    await assertSettledOnce(task);
  });

  it("whose task was claimed by another prover meanwhile gives it up", async () => {
    const task = await network.submit(projectId);
    await network.registerRival();
    await claimOnChain(task, people.rival);
    await beginJob(network.pool, jobFor(task, { state: "claimed" }));
    await restart();
    assert.equal((await jobEnds(task.taskId, "abandoned")).error, "CLAIM_LOST");
    assert.equal(proofsMade(), 0);
  });

  it("whose claim is too late gives it up without sending anything", async () => {
    const task = await network.submit(projectId);
    await claimOnChain(task);
    await pass(network.world.chain, 601);
    await beginJob(network.pool, jobFor(task, { state: "proved", ...(await proofOf(task)) }));
    await restart();
    assert.equal((await jobEnds(task.taskId, "abandoned")).error, "CLAIM_LOST");
    assert.deepEqual(
      await network.world.rows("SELECT 1 FROM node.outbox WHERE id LIKE $1", [`prove:${task.taskId}%`]),
      [],
    );
  });
});
