import assert from "node:assert/strict";
import { type Hex, keccak256, toHex, type TransactionReceipt, zeroAddress } from "viem";
import { findTask, settlements, taskCallOf, taskEvents, tasksIn } from "../../indexer/model/queries/index.ts";
import { taskIdOf } from "../../node/protocol/task.ts";
import { deployMockDapp, oneIotx, people } from "./support/chain.ts";
import {
  claim,
  journalOf,
  openProject,
  pass,
  prove,
  registerProver,
  submit,
  submitOne,
  terms,
} from "./support/tasks.ts";
import { startWorld, type World } from "./support/world.ts";

const lower = (address: string) => address.toLowerCase();

describe("indexing tasks", () => {
  let world: World;
  let projectId: bigint;
  const found = async (id: Hex) => {
    await world.indexed();
    const task = await findTask(world.database.pool, id);
    assert.ok(task, "the task has a row");
    return task;
  };
  const kinds = async (id: Hex) => (await taskEvents(world.database.pool, id)).map(({ kind }) => kind);
  const account = async (address: string) =>
    (await world.rows("SELECT earned, collected FROM chain.account WHERE address = $1", [lower(address)]))[0];

  before(async () => {
    world = await startWorld();
    await registerProver(world.chain);
    projectId = await openProject(world.chain);
  });
  after(() => world?.stop());

  it("a submitted task is open and has the offer and the words its id is the hash of", async () => {
    const task = await submitOne(world.chain, projectId);
    const row = await found(task.taskId);
    assert.equal(row.state, "open");
    assert.equal(row.version, "v1.0.0");
    assert.deepEqual(
      [row.prover, row.claimDeadline, row.claims, row.journal, row.settledBlock],
      [null, null, 0, null, null],
    );
    const { chainId, taskManager } = world.chain.deployment;
    const call = taskCallOf(row);
    assert.equal(taskIdOf(chainId, taskManager, call.offer, call.task), task.taskId);
    assert.equal(row.deadline, row.submittedAt + terms.lifeSeconds);
  });

  it("tasks of one submission each have a row, found by id and by data hash, the newest first", async () => {
    const [a, b] = [keccak256(toHex("a")), keccak256(toHex("b"))];
    const [taskA, taskB] = await submit(world.chain, projectId, a, b);
    assert.equal((await found(taskA?.taskId ?? "0x")).dataHash, a);
    assert.equal((await found(b)).id, taskB?.taskId);
    const ids = await world.rows<{ id: string }>(
      "SELECT id FROM chain.task_event WHERE task_id = ANY ($1) ORDER BY id",
      [[taskA?.taskId, taskB?.taskId]],
    );
    assert.deepEqual(
      ids.map(({ id }) => id.slice(-5)),
      ["-0000", "-0001"],
    );
    await pass(world.chain, 1); // within one second it would be the same task
    const [again] = await submit(world.chain, projectId, a);
    assert.equal((await found(a)).id, again?.taskId);
  });

  it("a settled task tells its whole way with block, time, transaction, gas, actor and amount", async () => {
    const { chain, database } = world;
    const task = await submitOne(chain, projectId);
    const claimed = await claim(chain, task);
    const open = await found(task.taskId);
    assert.deepEqual([open.state, open.prover, open.claims], ["claimed", lower(people.prover.address), 1]);
    const claimTime = Number((await chain.client.getBlock({ blockNumber: claimed.blockNumber })).timestamp);
    assert.equal(open.claimDeadline, claimTime + terms.claimSeconds);

    const proved = await prove(chain, task);
    const settled = await found(task.taskId);
    assert.deepEqual([settled.state, settled.claimDeadline], ["settled", null]);
    assert.equal(settled.journal, journalOf(task));
    assert.equal(settled.settledBlock, Number(proved.blockNumber));

    const submitted = await chain.client.getTransactionReceipt({ hash: task.transactionHash });
    const expected = [
      await event(submitted, "submitted", people.gateway.address, terms.maxReward),
      await event(claimed, "claimed", people.prover.address, terms.collateral),
      await event(proved, "settled", people.prover.address, terms.maxReward),
    ];
    const events = await taskEvents(database.pool, task.taskId);
    assert.deepEqual(
      events.map(({ id: _id, taskId: _taskId, ...rest }) => rest),
      expected,
    );
    assert.match(events[0]?.id ?? "", /^\d{10}-\d{6}-[0-9a-f]{5}-0000$/);
  });

  it("its settlement credits prover and gateway; the prover's beneficiary is paid", async () => {
    const { chain, database } = world;
    const [settlement] = await settlements(database.pool, { prover: people.prover.address, limit: 1 });
    assert.ok(settlement);
    const settled = (await taskEvents(database.pool, settlement.taskId)).find(({ kind }) => kind === "settled");
    assert.ok(settled);
    const { block, time, transactionHash } = settled;
    assert.deepEqual(
      { ...settlement },
      {
        id: `${settlement.taskId}-${lower(people.prover.address)}`,
        taskId: settlement.taskId,
        block,
        time,
        transactionHash,
        projectId: projectId.toString(),
        prover: lower(people.prover.address),
        gateway: lower(people.gateway.address),
        token: zeroAddress,
        proverAmount: (terms.maxReward * 9n) / 10n,
        gatewayAmount: terms.maxReward / 10n,
      },
    );
    const earned = String((terms.maxReward * 9n) / 10n);
    assert.deepEqual(await account(people.prover.address), { earned, collected: "0" });
    const args = [zeroAddress, people.prover.address];
    const before = await chain.client.getBalance({ address: people.beneficiary.address });
    await chain.send({ from: people.hunter, to: "taskManager", call: "collect", args });
    await world.indexed();
    assert.deepEqual(await account(people.prover.address), { earned, collected: earned });
    const after = await chain.client.getBalance({ address: people.beneficiary.address });
    assert.equal(after - before, BigInt(earned));
  });

  it("settlements are found by project, prover and gateway", async () => {
    const { pool } = world.database;
    const count = async (filter: object) => (await settlements(pool, { ...filter, limit: 10 })).length;
    assert.equal(await count({ projectId, gateway: people.gateway.address }), 1);
    assert.equal(await count({ projectId: 99n }), 0);
    assert.equal(await count({ prover: people.gateway.address }), 0);
  });

  it("an expired claim opens the task again, pays the bounty and the treasury, and can be claimed anew", async () => {
    const { chain } = world;
    const task = await submitOne(chain, projectId);
    await claim(chain, task);
    await pass(chain, terms.claimSeconds + 1);
    await chain.send({ from: people.hunter, to: "taskManager", call: "expire", args: [task.offer, task.task] });
    const { state, prover, claimDeadline, claims } = await found(task.taskId);
    assert.deepEqual(
      { state, prover, claimDeadline, claims },
      { state: "open", prover: null, claimDeadline: null, claims: 1 },
    );
    const owed = (who: string) =>
      chain.client.readContract({
        address: chain.deployment.taskManager,
        abi: [
          {
            type: "function",
            name: "owedTo",
            stateMutability: "view",
            inputs: [{ type: "address" }, { type: "address" }],
            outputs: [{ type: "uint256" }],
          },
        ],
        functionName: "owedTo",
        args: [zeroAddress, who as Hex],
      });
    for (const who of [people.hunter.address, people.treasury.address]) {
      assert.deepEqual(await account(who), { earned: String(await owed(who)), collected: "0" });
    }
    await claim(chain, task);
    await prove(chain, task);
    assert.equal((await found(task.taskId)).claims, 2);
    assert.deepEqual(await kinds(task.taskId), ["submitted", "claimed", "expired", "claimed", "settled"]);
  });

  it("a refunded task says who ended it", async () => {
    const { chain, database } = world;
    const task = await submitOne(chain, projectId);
    await pass(chain, terms.lifeSeconds + 1);
    await chain.send({ from: people.hunter, to: "taskManager", call: "refund", args: [task.offer, task.task] });
    assert.equal((await found(task.taskId)).state, "refunded");
    const [, refund] = await taskEvents(database.pool, task.taskId);
    assert.deepEqual(
      [refund?.kind, refund?.actor, refund?.amount],
      ["refunded", lower(people.hunter.address), terms.maxReward],
    );
  });

  it("a failed delivery leaves it undelivered until a retry succeeds", async () => {
    const { chain } = world;
    const dapp = await deployMockDapp(chain.client);
    const bind = (address: string) =>
      chain.send({ from: people.owner, to: "projectRegistry", call: "bindDapp", args: [projectId, address, 100_000] });
    await bind(dapp.address);
    await chain.send({ from: people.owner, to: dapp, call: "setMode", args: [1] });
    const task = await submitOne(chain, projectId);
    await claim(chain, task);
    await prove(chain, task);
    assert.equal((await found(task.taskId)).state, "undelivered");
    await chain.send({ from: people.owner, to: dapp, call: "setMode", args: [0] });
    await chain.send({
      from: people.hunter,
      to: "taskManager",
      call: "retryDelivery",
      args: [task.offer, task.task, journalOf(task)],
    });
    assert.equal((await found(task.taskId)).state, "settled");
    assert.deepEqual(await kinds(task.taskId), ["submitted", "claimed", "settled", "delivery_failed", "delivered"]);
    await bind(zeroAddress);
  });

  it("tasks of a state come oldest first and no more than asked for", async () => {
    await world.indexed();
    const open = await tasksIn(world.database.pool, "open", { limit: 2 });
    assert.equal(open.length, 2);
    assert.ok((open[0]?.submittedAt ?? 0) <= (open[1]?.submittedAt ?? 0));
    assert.equal((await tasksIn(world.database.pool, "claimed", { limit: 10 })).length, 0);
  });

  it("escrow sums what was put in and taken out by hand", async () => {
    const { chain } = world;
    const args = [projectId, zeroAddress, oneIotx * 5n, people.owner.address];
    await chain.send({ from: people.owner, to: "taskManager", call: "withdraw", args });
    await world.indexed();
    const rows = await world.rows("SELECT deposited, withdrawn FROM chain.escrow WHERE project_id = $1", [
      projectId.toString(),
    ]);
    assert.deepEqual(rows, [{ deposited: String(oneIotx * 100n), withdrawn: String(oneIotx * 5n) }]);
  });

  it("a task nobody knows is not found", async () => {
    assert.equal(await findTask(world.database.pool, keccak256("0xffff")), undefined);
    assert.deepEqual(await taskEvents(world.database.pool, keccak256("0xffff")), []);
  });

  async function event(receipt: TransactionReceipt, kind: string, actor: string, amount: bigint) {
    const { timestamp } = await world.chain.client.getBlock({ blockNumber: receipt.blockNumber });
    return {
      kind,
      block: Number(receipt.blockNumber),
      time: Number(timestamp),
      transactionHash: receipt.transactionHash,
      gasUsed: receipt.gasUsed,
      actor: lower(actor),
      amount,
    };
  }
});
