import assert from "node:assert/strict";
import { createChainClient } from "../../../../node/chain/client.ts";
import { startRpcProxy } from "../../../support/rpc-proxy.ts";
import { createWorld } from "../support/world.ts";

/** A transfer takes 21,000 gas and is sent with a fifth more, 25,200; the headers say 24,576. */
const small = "0x6000";

async function gasGivenOn(chainId: number): Promise<number> {
  const world = await createWorld({ chainId });
  const proxy = await startRpcProxy(world.anvil.url, async ({ method }, ask) => {
    if (method !== "eth_getBlockByNumber") return undefined;
    return { result: { ...((await ask()).result as object), gasLimit: small } };
  });
  try {
    world.sender({ publicClient: await createChainClient([proxy.url], { pollMs: 20 }) });
    await world.queue("a");
    await world.reaches("a");
    const { rows } = await world.pool.query("SELECT gas::int FROM node.outbox_attempt");
    return rows[0].gas;
  } finally {
    proxy.stop();
    await world.close();
  }
}

describe("TransactionSender: a block's gas limit", () => {
  it("bounds the gas of a transaction that fits without its reserve", async () => {
    assert.equal(await gasGivenOn(31337), 24_576);
  });

  for (const chainId of [4689, 4690]) {
    it(`is none on IoTeX (chain ${chainId}), whose headers say what is in the block`, async () => {
      assert.equal(await gasGivenOn(chainId), 25_200);
    });
  }
});
