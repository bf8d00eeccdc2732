import assert from "node:assert/strict";
import { findProver, findTask, settlements, taskEvents } from "../../indexer/model/queries/index.ts";
import { outputsOf } from "../../node/protocol/task.ts";
import { oneIotx, people } from "./support/chain.ts";
import {
  claim,
  journalOf,
  openProject,
  prove,
  registerProver,
  type Submitted,
  submitOne,
  terms,
} from "./support/tasks.ts";
import { startWorld, type World } from "./support/world.ts";

const lower = (address: string) => address.toLowerCase();

describe("indexing a task that needs two matching results", () => {
  let world: World;
  let task: Submitted;
  const rival = (call: string, args: unknown[] = [], value = 0n) =>
    world.chain.send({ from: people.hunter, to: "proverRegistry", call, args, value });
  const found = async () => {
    await world.indexed();
    const row = await findTask(world.database.pool, task.taskId);
    assert.ok(row, "the task has a row");
    return row;
  };
  const collateral = async (prover: string) => (await findProver(world.database.pool, prover))?.collateral;

  before(async () => {
    world = await startWorld();
    await registerProver(world.chain);
    const { address } = people.hunter;
    await rival("register", [address, address, [5n]]);
    await rival("stake", [], oneIotx * 50n);
    task = await submitOne(world.chain, await openProject(world.chain, { redundancy: 2 }));
  });
  after(() => world?.stop());

  it("its reserve is the highest reward of both", async () => {
    await world.indexed();
    const [submitted] = await taskEvents(world.database.pool, task.taskId);
    assert.equal(submitted?.amount, terms.maxReward * 2n);
  });

  it("the first result opens it again, and its prover's collateral is free", async () => {
    await claim(world.chain, task);
    await prove(world.chain, task);
    const { state, prover, claimDeadline, claims, journal } = await found();
    assert.deepEqual(
      { state, prover, claimDeadline, claims, journal },
      { state: "open", prover: null, claimDeadline: null, claims: 1, journal: null },
    );
    assert.equal(await collateral(people.prover.address), 0n);
    assert.deepEqual(await settlements(world.database.pool, { limit: 10 }), []);
  });

  it("the second settles it and pays both provers, and the gateway for both", async () => {
    await claim(world.chain, task, people.hunter);
    await world.indexed();
    assert.equal(await collateral(people.hunter.address), terms.collateral);
    await prove(world.chain, task, outputsOf(journalOf(task)));

    const { state, prover, claims, journal } = await found();
    assert.deepEqual(
      { state, prover, claims, journal },
      {
        state: "settled",
        prover: lower(people.hunter.address),
        claims: 2,
        journal: journalOf(task, people.hunter.address),
      },
    );
    assert.equal(await collateral(people.hunter.address), 0n);
    const paid = await settlements(world.database.pool, { limit: 10 });
    const reward = terms.maxReward;
    assert.deepEqual(
      new Map(paid.map((one) => [one.prover, [one.taskId, one.proverAmount, one.gatewayAmount]])),
      new Map([
        [lower(people.prover.address), [task.taskId, (reward * 9n) / 10n, reward / 10n]],
        [lower(people.hunter.address), [task.taskId, reward, 0n]],
      ]),
    );
    const events = await taskEvents(world.database.pool, task.taskId);
    assert.deepEqual(
      events.map(({ kind, actor }) => [kind, actor]),
      [
        ["submitted", lower(people.gateway.address)],
        ["claimed", lower(people.prover.address)],
        ["proposed", lower(people.prover.address)],
        ["claimed", lower(people.hunter.address)],
        ["settled", lower(people.hunter.address)],
      ],
    );
  });
});
