import assert from "node:assert/strict";
import { eventually } from "../../../support/eventually.ts";
import { createWorld, type World } from "../support/world.ts";

describe("TransactionSender: reorganisations", () => {
  let world: World;
  beforeEach(async () => void (world = await createWorld()));
  afterEach(() => world.close());
  const rpc = (method: string, params: unknown[]) =>
    world.evm.request({ method, params } as unknown as Parameters<typeof world.evm.request>[0]);

  it("sends again what a reorganisation removed, until it is final once", async () => {
    world.sender({ confirmations: 4 });
    await world.evm.mine({ blocks: 3 });
    await world.queue("a");
    const before = await world.reaches("a");
    await world.evm.mine({ blocks: 1 });
    await rpc(
      "anvil_reorg",
      [{ depth: 3, tx_block_pairs: [] } as never].flatMap(() => [3, []]),
    );
    assert.equal(await world.sent(), 0);
    const after = await eventually("it is mined again", async () => {
      const row = await world.status("a");
      return row.state === "mined" && row.block !== before.block ? row : undefined;
    });
    assert.equal(after.transactionHash, before.transactionHash);
    await world.evm.mine({ blocks: 5 });
    assert.equal((await world.reaches("a", "final")).state, "final");
    assert.equal(await world.sent(), 1);
  });

  it("records the new block when the same transaction was mined elsewhere", async () => {
    world.sender({ confirmations: 10 });
    await world.evm.mine({ blocks: 3 });
    await world.queue("a");
    const before = await world.reaches("a");
    const tx = await world.pool.query("SELECT raw FROM node.outbox_attempt");
    await rpc("anvil_reorg", [2, [[tx.rows[0].raw, 0]]]);
    const { blockNumber } = await world.client.getTransactionReceipt({ hash: before.transactionHash ?? "0x" });
    assert.notEqual(Number(blockNumber), before.block);
    await eventually("the block is corrected", async () => (await world.status("a")).block === Number(blockNumber));
    assert.equal((await world.status("a")).state, "mined");
  });

  it("goes on when the chain was rolled back to before the transaction", async () => {
    world.sender({ confirmations: 4 });
    await world.evm.mine({ blocks: 3 });
    await world.queue("a");
    await world.reaches("a");
    await rpc("anvil_rollback", [3]);
    await eventually("it is in the chain again", async () => (await world.sent()) === 1);
    await world.evm.mine({ blocks: 6 });
    assert.equal((await world.reaches("a", "final")).state, "final");
  });
});
