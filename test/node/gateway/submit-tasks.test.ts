import assert from "node:assert/strict";
import { encodeFunctionData, type Hex, parseEther, stringToHex, zeroAddress } from "viem";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import type { Task } from "../../../indexer/model/task.ts";
import * as project from "../../../node/chain/actions/project.ts";
import * as prover from "../../../node/chain/actions/prover.ts";
import { transact } from "../../../node/chain/actions/transact.ts";
import { submittedTasks } from "../../../node/chain/submitted-tasks.ts";
import type { RunningGateway } from "../../../node/gateway/gateway.ts";
import { W3bError } from "../../../node/protocol/errors.ts";
import { signMessage } from "../../../node/protocol/message.ts";
import { accounts } from "../../../scripts/devnet/accounts.ts";
import { devices, version, type WindowMessage, windowMessages } from "../../../scripts/devnet/room-climate.ts";
import { eventually } from "../../support/eventually.ts";
import { get, post } from "./support/gateway.ts";
import { startNetwork, terms, type TestNetwork } from "./support/network.ts";

const open = 1;
const refunded = 5;

describe("a gateway that submits tasks", () => {
  let network: TestNetwork;
  let gateway: RunningGateway;
  let windows: WindowMessage[];
  before(async () => {
    network = await startNetwork();
    windows = await windowMessages(network.projectId, 30);
  });
  afterEach(() => gateway.stop());
  after(() => network.stop());

  /** Sends the next windows of real readings; returns their tasks' ids. */
  async function send(count: number, url = gateway.url): Promise<string[]> {
    const answers = await Promise.all(windows.splice(0, count).map(({ message }) => post(url, message)));
    assert.ok(
      answers.every(({ status }) => status === 200),
      JSON.stringify(answers),
    );
    return answers.map(({ body }) => String(body["taskID"]));
  }

  interface Row {
    state: string;
    chain_task_id: Hex;
    outbox_id: string;
    error: string | null;
  }

  function packs(ids: string[], what: string, probe: (row: Row) => boolean): Promise<Row[]> {
    return eventually(what, async () => {
      const sql = "SELECT state, chain_task_id, outbox_id, error FROM node.pack WHERE id = ANY($1)";
      const { rows } = await network.pool.query<Row>(sql, [ids]);
      return rows.length === ids.length && rows.every(probe) && rows;
    });
  }

  const submitted = (ids: string[]) => packs(ids, "the submission", ({ state }) => state === "submitted");

  /** All tasks on chain. */
  async function tasksOnChain() {
    const { taskManager: address } = network.deployment;
    return submittedTasks(network.deployment, await network.publicClient.getLogs({ address, fromBlock: 0n }));
  }

  it("dry-runs each, submits them in one transaction, and learns their ids on chain", async () => {
    gateway = await network.gateway({ batchMs: 20_000, batchSize: 3 });
    const ids = await send(3);
    const rows = await submitted(ids);
    const [outboxId] = new Set(rows.map(({ outbox_id }) => outbox_id));
    const { rows: sent } = await network.pool.query<{ transaction_hash: Hex }>(
      "SELECT transaction_hash FROM node.outbox WHERE id = $1",
      [outboxId],
    );
    const { logs } = await network.publicClient.getTransactionReceipt({ hash: sent[0]!.transaction_hash });
    const tasks = submittedTasks(network.deployment, logs);
    assert.deepEqual(new Set(tasks.map(({ task }) => task.dataHash)), new Set<string>(ids));
    assert.deepEqual(new Set(tasks.map(({ taskId }) => taskId)), new Set(rows.map((row) => row.chain_task_id)));
    assert.equal(await network.stateOf(rows[0]!.chain_task_id), open);
    const { body } = await get(`${gateway.url}/task/${ids[0]}`);
    assert.match(String(body["chainTaskID"]), /^0x[0-9a-f]{64}$/);
  });

  it("submits what has come so far when a batch does not fill", async () => {
    gateway = await network.gateway({ batchMs: 100 });
    await submitted(await send(1));
  });

  it("does not submit what the program refuses, and says why", async () => {
    gateway = await network.gateway();
    const unsigned = { projectID: Number(network.projectId), projectVersion: version };
    const window = JSON.parse(windows[0]!.message.data) as Record<string, unknown>;
    const co2 = Object.keys(window).find((name) => /co2/i.test(name)) ?? "";
    const wrong = [
      '{"nonsense":1}',
      "not even JSON",
      JSON.stringify({ ...window, [co2]: (window[co2] as unknown[]).map(() => "1") }), // not what the device signed
    ];
    for (const data of wrong) {
      const { body } = await post(gateway.url, await signMessage(devices[0]!.identity, { ...unsigned, data }));
      const id = String(body["taskID"]);
      await packs([id], "the refusal", ({ state }) => state === "failed");
      const { body: task } = await get(`${gateway.url}/task/${id}`);
      assert.match(JSON.stringify(task["states"]), /"state":"failed".*INPUTS_(INVALID|REJECTED): /);
    }
  });

  it("tries a failed task again when its message is sent again", async () => {
    gateway = await network.gateway();
    const [window] = windows;
    const [id] = await send(1);
    await submitted([id!]);
    await network.pool.query("UPDATE node.pack SET state = 'failed', error = 'ProgramNotFound' WHERE id = $1", [id]);
    const { body } = await post(gateway.url, window!.message);
    assert.equal(body["taskID"], id);
    const [row] = await submitted([id!]);
    assert.equal(row?.error, null);
  });

  it("keeps a task whose program exceeds the node's limits, and tries again", async () => {
    let runs = 0;
    gateway = await network.gateway({}, "any", {
      dryRun: () => {
        runs += 1;
        throw new W3bError("PROVING_TIMEOUT", "The program ran longer than 1 ms and was stopped.");
      },
    });
    const ids = await send(1);
    await packs(ids, "the complaint", ({ state, error }) => state === "packed" && error === "PROVING_TIMEOUT");
    assert.equal(runs, 1, "not at once");
    await gateway.stop();
    gateway = await network.gateway();
    await submitted(ids);
  });

  it("waits for an empty escrow to be filled, and says so", async () => {
    gateway = await network.gateway();
    const { owner, projectId } = network;
    const before = await network.publicClient.readContract({
      ...{ address: network.deployment.taskManager, abi: taskManagerAbi, functionName: "escrowOf" },
      args: [projectId, zeroAddress],
    });
    const withdraw = encodeFunctionData({
      abi: taskManagerAbi,
      functionName: "withdraw",
      args: [projectId, zeroAddress, before, owner.walletClient.account.address],
    });
    await transact(owner, { to: network.deployment.taskManager, data: withdraw });
    const ids = await send(1);
    await packs(ids, "the complaint", ({ error }) => error?.startsWith("InsufficientEscrow") ?? false);
    const { body } = await get(`${gateway.url}/task/${ids[0]}`);
    assert.match(JSON.stringify(body["states"]), /not submitted yet: InsufficientEscrow/);
    await project.depositIotx(owner, projectId, parseEther("100"));
    await submitted(ids);
  });

  it("waits for the project file that the chain names", async () => {
    gateway = await network.gateway();
    const id = Number(network.projectId);
    const { rows } = await network.pool.query<{ uri: string; hash: string }>(
      "SELECT uri, hash FROM chain.project WHERE id = $1",
      [String(id)],
    );
    const { uri, hash } = rows[0]!;
    await network.chain.project(id, { uri, hash: `0x${"99".repeat(32)}` });
    const ids = await send(4);
    // Only the code: anyone may ask, and what this node found at an address that a stranger chose is not for anyone.
    await packs(ids, "the complaint", ({ error }) => error === "PROJECT_FILE_HASH_MISMATCH");
    // Many packs that fail together count as one failure of their file, or it would be waited for ever longer.
    const failures = () => network.warnings.filter(({ code }) => code === "PROJECT_FILE_HASH_MISMATCH");
    await eventually("a failure of all of them", () =>
      failures().some(
        ({ tries }) => new Set(failures().flatMap((one) => (one.tries === tries ? [one.pack] : []))).size === 4,
      ),
    );
    await network.chain.project(id, { uri, hash });
    await submitted(ids);
  });

  it("submits each task once, though two gateways share the database and one is stopped amidst", async () => {
    const other = await network.gateway();
    gateway = await network.gateway();
    const ids = [...(await send(3, other.url)), ...(await send(3))];
    await other.stop();
    const rows = await submitted(ids);
    assert.equal(new Set(rows.map(({ chain_task_id }) => chain_task_id)).size, 6);
    const tasks = await tasksOnChain();
    for (const id of ids) assert.equal(tasks.filter(({ task }) => task.dataHash === id).length, 1);
  });

  it("leaves the tasks of projects it does not work for to other gateways", async () => {
    const all = await network.gateway({ batchMs: 60_000 });
    const ids = await send(1, all.url);
    await all.stop();
    gateway = await network.gateway({}, new Set(["77"]));
    const served = [`0x${"75".repeat(32)}`, `0x${"76".repeat(32)}`];
    const sql =
      "INSERT INTO node.pack (id, project_id, version, input_hash) VALUES ($1, '77', 'v9', NULL), ($2, '77', 'v9', $1)";
    await network.pool.query(sql, served);
    await packs(served, "a turn of dry runs and of submissions", ({ error }) => error !== null);
    await packs(ids, "nothing", ({ state, outbox_id }) => state === "packed" && outbox_id === null);
    await network.pool.query("DELETE FROM node.pack WHERE id = ANY($1)", [served]);
    await gateway.stop();
    gateway = await network.gateway({}, new Set([String(network.projectId)]));
    await submitted(ids);
  });

  it("submits what an earlier process had taken and not submitted", async () => {
    gateway = await network.gateway({ batchMs: 60_000 });
    const ids = await send(1);
    await gateway.stop();
    gateway = await network.gateway();
    await submitted(ids);
  });

  it("refunds its task that nobody proved until the deadline", async () => {
    gateway = await network.gateway();
    const ids = await send(1);
    const [row] = await submitted(ids);
    await indexTask(row!.chain_task_id);
    await network.pass(terms.lifeSeconds + 1);
    await becomes(row!.chain_task_id, refunded);
  });

  it("tries a refund again that failed", async () => {
    gateway = await network.gateway();
    const [row] = await submitted(await send(1));
    await indexTask(row!.chain_task_id);
    await network.pass(terms.lifeSeconds + 1);
    await network.pool.query(
      `INSERT INTO node.outbox (id, account, kind, to_address, data, state, updated_at)
       VALUES ('refund:' || $1, lower($2), 'refund', lower($3), '0x', 'failed', now() - interval '1 minute')`,
      [row!.chain_task_id, accounts.gateway.address, network.deployment.taskManager],
    );
    await becomes(row!.chain_task_id, refunded);
  });

  it("ends a claim of its task that came to nothing, though no collateral pays for it, then refunds the task", async () => {
    gateway = await network.gateway();
    const [row] = await submitted(await send(1));
    const { offer, task } = await indexTask(row!.chain_task_id);
    const [{ owner, operator }] = accounts.provers;
    await prover.registerProver(network.as(owner), operator.address, owner.address, [5]);
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "claim", args: [offer, task] });
    await transact(network.as(operator), { to: network.deployment.taskManager, data });
    const { timestamp } = await network.publicClient.getBlock();
    const claimDeadline = Number(timestamp) + terms.claimSeconds;
    const claimed = { state: "claimed", prover: owner.address.toLowerCase(), claimDeadline, claims: 1 } as const;
    await indexTask(row!.chain_task_id, claimed);
    await network.pass(terms.lifeSeconds + 1);
    await becomes(row!.chain_task_id, open);
    await indexTask(row!.chain_task_id, { claims: 1 });
    await becomes(row!.chain_task_id, refunded);
  });

  /** Tells the gateway of a task what the indexer would. */
  async function indexTask(taskId: Hex, fields: Partial<Omit<Task, "id" | "projectId" | "dataHash">> = {}) {
    const { offer, task } = (await tasksOnChain()).find((submitted) => submitted.taskId === taskId)!;
    await network.chain.task({
      ...{ id: taskId, offer, projectId: String(network.projectId), version, ...task },
      ...{ gateway: task.gateway.toLowerCase(), deadline: task.submittedAt + terms.lifeSeconds },
      ...fields,
    });
    return { offer, task };
  }

  /** A new gateway looks for tasks to end at once, then every few seconds. */
  async function becomes(taskId: Hex, state: number): Promise<void> {
    await gateway.stop();
    gateway = await network.gateway();
    await eventually(`state ${state} of the task`, async () => (await network.stateOf(taskId)) === state);
  }

  it("gives up on a version the chain does not know", async () => {
    gateway = await network.gateway();
    const id = `0x${"77".repeat(32)}`;
    await network.pool.query("INSERT INTO node.pack (id, project_id, version, input_hash) VALUES ($1, $2, 'v9', $1)", [
      id,
      String(network.projectId),
    ]);
    const [row] = await packs([id], "the failure", ({ state }) => state === "failed");
    assert.match(String(row?.error), /^ProgramNotFound: /);
  });

  it("gives up on tasks of a version that was retired since their messages came, run or not", async () => {
    gateway = await network.gateway();
    const retired = stringToHex("v8", { size: 32 });
    const { deployment, projectId } = network;
    const registry = { address: deployment.projectRegistry, abi: projectRegistryAbi } as const;
    const { publicClient } = network.owner;
    const args = [projectId, stringToHex(version, { size: 32 })] as const;
    const program = await publicClient.readContract({ ...registry, functionName: "program", args });
    for (const data of [
      encodeFunctionData({ ...registry, functionName: "publishProgram", args: [projectId, retired, program] }),
      encodeFunctionData({ ...registry, functionName: "retireProgram", args: [projectId, retired] }),
    ]) {
      await transact(network.owner, { to: registry.address, data });
    }
    await network.chain.program(Number(projectId), "v8", {
      programId: program.programId,
      active: false,
      retired: true,
    });
    const ids = ["88", "89"].map((byte) => `0x${byte.repeat(32)}`);
    const sql =
      "INSERT INTO node.pack (id, project_id, version, input_hash) VALUES ($1, $3, 'v8', $1), ($2, $3, 'v8', NULL)";
    await network.pool.query(sql, [...ids, String(projectId)]);
    const rows = await packs(ids, "the failures", ({ state }) => state === "failed");
    assert.deepEqual(rows.map(({ error }) => error?.split(":")[0]).sort(), ["PROGRAM_RETIRED", "ProgramIsRetired"]);
  });
});
