import assert from "node:assert/strict";
import { parseGwei } from "viem";
import { claimableTasks, findProver } from "../../../indexer/model/queries/index.ts";
import { deployAcceptingVerifier, oneIotx } from "../../indexer/support/chain.ts";
import { Network, people, type ProjectChange } from "./support/network.ts";

describe("the tasks a prover looks at", () => {
  let network: Network;
  before(async () => {
    network = await Network.start();
  });
  after(() => network.stop());

  const submitted = async (change: ProjectChange = {}) => {
    const { taskId } = await network.submit(await network.project(change));
    await network.world.indexed();
    return taskId;
  };
  const seen = async (limit: number) => {
    const { chain } = network.world;
    const prover = await findProver(network.pool, people.prover.address);
    assert.ok(prover);
    const tasks = await claimableTasks(network.pool, {
      ...{ prover, vmTypes: [5], verifiers: [chain.deployment.groth16Verifier], limit },
      ...{ gasPrice: parseGwei("1000"), gasPerTask: 600_000n, minReward: 0n },
      ...{ except: [], exceptPrograms: [], exceptGateways: [], underWay: {} },
      now: Number((await chain.client.getBlock()).timestamp),
    });
    return tasks.map(({ id }) => id);
  };

  it("are those that pay most, and no worthless ones, however many were submitted before", async () => {
    const rewards = (reward: bigint) => ({ terms: { minReward: reward, maxReward: reward } });
    await submitted({ verifier: await deployAcceptingVerifier(network.world.chain.client) });
    await submitted({ terms: { collateral: 1_000n * oneIotx } });
    await submitted(rewards(oneIotx / 2n)); // gas costs 0.6 IOTX
    await submitted(rewards((oneIotx * 65n) / 100n)); // of which the gateway gets a tenth
    await submitted({ terms: { minReward: 0n, maxReward: 9n * oneIotx, rampSeconds: 1_000_000 } });
    const good = await submitted();
    const better = await submitted(rewards(2n * oneIotx));
    assert.deepEqual(await seen(10), [better, good]);
    assert.deepEqual(await seen(1), [better]);
  });
});
