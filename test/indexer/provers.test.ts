import assert from "node:assert/strict";
import { type Address, zeroAddress } from "viem";
import { findProver, proversOf } from "../../indexer/model/queries/index.ts";
import { oneIotx, people } from "./support/chain.ts";
import { claim, openProject, pass, prove, registerProver, submitOne, terms } from "./support/tasks.ts";
import { startWorld, type World } from "./support/world.ts";

describe("indexing provers", () => {
  let world: World;
  const prover = async (call: string, args: unknown[] = [], value = 0n) =>
    world.chain.send({ from: people.prover, to: "proverRegistry", call, args, value });
  const row = async () => {
    await world.indexed();
    const found = await findProver(world.database.pool, people.prover.address);
    assert.ok(found, "the prover has a row");
    return found;
  };

  before(async () => {
    world = await startWorld();
    await registerProver(world.chain);
  });
  after(() => world?.stop());

  it("a registered prover shows its operator, beneficiary, vmTypes, rebate and stake", async () => {
    assert.deepEqual(
      { ...(await row()) },
      {
        id: people.prover.address.toLowerCase(),
        operator: people.operator.address.toLowerCase(),
        beneficiary: people.beneficiary.address.toLowerCase(),
        rebateRatio: 1000,
        paused: false,
        stake: oneIotx * 50n,
        collateral: 0n,
        unstaking: 0n,
        unstakeAt: null,
        vmTypes: [2, 5],
      },
    );
  });

  it("it is found by a vmType while it supports it and is not paused", async () => {
    const provers = async (vmType: number) => {
      await world.indexed();
      return (await proversOf(world.database.pool, vmType)).length;
    };
    assert.equal(await provers(1), 0);
    await prover("addVMType", [1n]);
    assert.equal(await provers(1), 1);
    await prover("deleteVMType", [1n]);
    assert.equal(await provers(1), 0);
    await prover("pause");
    assert.equal(await provers(5), 0);
    await prover("resume");
    assert.equal(await provers(5), 1);
  });

  it("a new operator and beneficiary replace the old", async () => {
    await prover("setOperator", [people.hunter.address]);
    await prover("setBeneficiary", [people.treasury.address]);
    const { operator, beneficiary } = await row();
    assert.equal(operator, people.hunter.address.toLowerCase());
    assert.equal(beneficiary, people.treasury.address.toLowerCase());
    await prover("setOperator", [people.operator.address]);
    await prover("setBeneficiary", [people.beneficiary.address]);
  });

  it("an operator whose key has chosen another prover is none any more", async () => {
    const choose = (account: Address) =>
      world.chain.send({ from: people.operator, to: "proverRegistry", call: "choose", args: [account] });
    await choose(people.hunter.address);
    assert.equal((await row()).operator, zeroAddress);
    await choose(people.prover.address);
    await prover("setOperator", [people.operator.address]);
    assert.equal((await row()).operator, people.operator.address.toLowerCase());
  });

  it("stake asked back adds up, is cancelled, and leaves when withdrawn", async () => {
    await prover("requestUnstake", [oneIotx]);
    await prover("requestUnstake", [oneIotx * 2n]);
    const asked = await row();
    assert.deepEqual([asked.stake, asked.unstaking], [oneIotx * 50n, oneIotx * 3n]);
    const { timestamp } = await world.chain.client.getBlock();
    assert.equal(asked.unstakeAt, Number(timestamp) + 7 * 86_400);

    await prover("cancelUnstake");
    const cancelled = await row();
    assert.deepEqual([cancelled.stake, cancelled.unstaking, cancelled.unstakeAt], [oneIotx * 50n, 0n, null]);

    await prover("requestUnstake", [oneIotx * 4n]);
    await pass(world.chain, 8 * 86_400);
    await prover("withdraw", [people.prover.address]);
    const withdrawn = await row();
    assert.deepEqual([withdrawn.stake, withdrawn.unstaking, withdrawn.unstakeAt], [oneIotx * 46n, 0n, null]);
  });

  it("collateral is locked by a claim, released by a settlement, slashed by an expiry", async () => {
    const { chain } = world;
    const projectId = await openProject(chain);
    const [kept, late] = [await submitOne(chain, projectId), await submitOne(chain, projectId)];
    await claim(chain, kept);
    await claim(chain, late);
    assert.equal((await row()).collateral, terms.collateral * 2n);
    await prove(chain, kept);
    assert.equal((await row()).collateral, terms.collateral);
    await pass(chain, terms.claimSeconds + 1);
    await chain.send({ from: people.hunter, to: "taskManager", call: "expire", args: [late.offer, late.task] });
    const { stake, collateral } = await row();
    assert.deepEqual({ stake, collateral }, { stake: oneIotx * 46n - terms.collateral, collateral: 0n });
  });

  it("agrees with the contract in the end", async () => {
    const { chain } = world;
    const onChain = (await chain.client.readContract({
      address: chain.deployment.proverRegistry,
      abi: (await import("../../contracts/abi/proverRegistry.ts")).proverRegistryAbi,
      functionName: "prover",
      args: [people.prover.address],
    })) as { stake: bigint; collateral: bigint; unstaking: bigint; rebateRatio: number; paused: boolean };
    const { stake, collateral, unstaking, rebateRatio, paused } = await row();
    const expected = {
      stake: onChain.stake,
      collateral: onChain.collateral,
      unstaking: onChain.unstaking,
      rebateRatio: onChain.rebateRatio,
      paused: onChain.paused,
    };
    assert.deepEqual({ stake, collateral, unstaking, rebateRatio, paused }, expected);
  });
});
