import assert from "node:assert/strict";
import { type ChainClient, createChainClient } from "../../../node/chain/client.ts";
import { bumpedFees, currentFees } from "../../../node/chain/fees.ts";
import { startAnvil } from "../../support/anvil.ts";

const gwei = 1_000_000_000n;

describe("currentFees", () => {
  const withClient = async (chainId: number, use: (client: ChainClient) => Promise<void>) => {
    const anvil = await startAnvil({ chainId });
    try {
      await use(await createChainClient([anvil.url]));
    } finally {
      await anvil.stop();
    }
  };

  it("twice the base fee and the node's suggestion for the producer", () =>
    withClient(31337, async (client) => {
      const tip = await client.estimateMaxPriorityFeePerGas();
      assert.deepEqual(await currentFees(client, 5n * gwei, undefined), { maxFee: 10n * gwei + tip, priorityFee: tip });
    }));

  it("the gas price on chains without a base fee", () =>
    withClient(31337, async (client) => {
      const maxFee = await client.getGasPrice();
      assert.deepEqual(await currentFees(client, null, undefined), { maxFee, priorityFee: null });
    }));

  it("at least the 1000 gwei that IoTeX nodes take, at most the operator's limit", () =>
    withClient(4690, async (client) => {
      assert.equal((await currentFees(client, null, undefined)).maxFee, 1_000n * gwei);
      assert.equal((await currentFees(client, 1n, undefined)).maxFee, 1_000n * gwei);
      const limited = await currentFees(client, 5_000n * gwei, 2_000n * gwei);
      assert.equal(limited.maxFee, 2_000n * gwei);
    }));
});

describe("bumpedFees", () => {
  it("raises both fees by 20%, rounded up", () => {
    const fees = bumpedFees({ maxFee: 100n, priorityFee: 10n }, { maxFee: 1n, priorityFee: 1n }, undefined);
    assert.deepEqual(fees, { maxFee: 121n, priorityFee: 13n });
  });

  it("follows a market that has risen further", () => {
    const fees = bumpedFees({ maxFee: 100n, priorityFee: 10n }, { maxFee: 500n, priorityFee: 50n }, undefined);
    assert.deepEqual(fees, { maxFee: 500n, priorityFee: 50n });
  });

  it("raises the price of a legacy transaction", () => {
    const fees = bumpedFees({ maxFee: 100n, priorityFee: null }, { maxFee: 1n, priorityFee: null }, undefined);
    assert.deepEqual(fees, { maxFee: 121n, priorityFee: null });
  });

  it("is nothing when the limit does not allow a full step", () => {
    assert.equal(bumpedFees({ maxFee: 100n, priorityFee: 1n }, { maxFee: 1n, priorityFee: 1n }, 120n), undefined);
  });
});
