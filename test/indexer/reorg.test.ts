import assert from "node:assert/strict";
import { findProver, findTask, taskEvents } from "../../indexer/model/queries/index.ts";
import { people } from "./support/chain.ts";
import { claim, openProject, prove, registerProver, type Submitted, submitOne, terms } from "./support/tasks.ts";
import { startWorld, type World } from "./support/world.ts";

describe("a reorganisation of the chain", () => {
  let world: World;
  let projectId: bigint;

  /** Replaces the last blocks by empty ones, and adds one: polling sees only a higher head. */
  const reorg = async (depth: number) => {
    const request = { method: "anvil_reorg", params: [depth, []] };
    await world.chain.client.request(request as never);
    await world.chain.client.mine({ blocks: 1 });
  };
  const state = async ({ taskId }: Submitted) => {
    await world.indexed();
    const task = await findTask(world.database.pool, taskId);
    const kinds = (await taskEvents(world.database.pool, taskId)).map(({ kind }) => kind);
    return { state: task?.state, claims: task?.claims, kinds };
  };
  const prover = async () => {
    await world.indexed();
    return findProver(world.database.pool, people.prover.address);
  };

  before(async () => {
    world = await startWorld();
    await registerProver(world.chain);
    projectId = await openProject(world.chain);
    await world.chain.client.mine({ blocks: 10 });
  });
  after(() => world?.stop());

  it("takes back a claim, its event and its collateral, and the claim can be made again", async () => {
    const task = await submitOne(world.chain, projectId);
    await claim(world.chain, task);
    assert.deepEqual(await state(task), { state: "claimed", claims: 1, kinds: ["submitted", "claimed"] });
    assert.equal((await prover())?.collateral, terms.collateral);

    await reorg(1);
    assert.deepEqual(await state(task), { state: "open", claims: 0, kinds: ["submitted"] });
    assert.equal((await prover())?.collateral, 0n);

    await claim(world.chain, task);
    assert.deepEqual(await state(task), { state: "claimed", claims: 1, kinds: ["submitted", "claimed"] });
    await prove(world.chain, task);
    assert.equal((await prover())?.collateral, 0n);
  });

  it("takes back all that happened to a task, from the submission on", async () => {
    const vmTypes = (await prover())?.vmTypes;
    const before = await world.rows("SELECT * FROM chain.account ORDER BY id");
    const task = await submitOne(world.chain, projectId);
    await world.chain.send({ from: people.prover, to: "proverRegistry", call: "addVMType", args: [1n] });
    await claim(world.chain, task);
    await prove(world.chain, task);
    assert.equal((await state(task)).state, "settled");

    await reorg(4);
    assert.deepEqual(await state(task), { state: undefined, claims: undefined, kinds: [] });
    assert.deepEqual(await world.rows("SELECT * FROM chain.settlement WHERE task_id = $1", [task.taskId]), []);
    assert.deepEqual(await world.rows("SELECT * FROM chain.account ORDER BY id"), before);
    assert.deepEqual((await prover())?.vmTypes, vmTypes);
  });

  it("gives an event that moved to another block its new block, once", async () => {
    const task = await submitOne(world.chain, projectId);
    const { transactionHash } = await claim(world.chain, task);
    await world.indexed();
    const [, first] = await taskEvents(world.database.pool, task.taskId);
    const raw = await world.chain.client.request({
      method: "eth_getRawTransactionByHash",
      params: [transactionHash],
    } as never);
    await reorg(1);
    await world.chain.client.sendRawTransaction({ serializedTransaction: raw });
    await world.chain.client.mine({ blocks: 1 });
    await world.indexed();
    const [, second, ...more] = await taskEvents(world.database.pool, task.taskId);
    assert.deepEqual(more, []);
    assert.equal(second?.transactionHash, transactionHash);
    assert.ok((second?.block ?? 0) > (first?.block ?? 0), "the claim is in a later block now");
  });
});
