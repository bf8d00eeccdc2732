import assert from "node:assert/strict";
import type { Hex } from "viem";
import { eventually } from "../../../support/eventually.ts";
import { createWorld, type World } from "../support/world.ts";

describe("TransactionSender: in the mempool", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
    await world.evm.setAutomine(false);
  });
  afterEach(() => world.close());

  const attempts = async (id: string) => {
    const { rows } = await world.pool.query(
      `SELECT hash, nonce::int, max_fee::numeric::text AS fee, priority_fee::text AS tip FROM node.outbox_attempt
       WHERE outbox_id = $1 ORDER BY created_at`,
      [id],
    );
    return rows as { hash: Hex; nonce: number; fee: string; tip: string }[];
  };
  const pending = async () => Number((await world.evm.getTxpoolStatus()).pending);

  it("offers 20% more under the same nonce when it is not mined for some blocks", async () => {
    world.sender({ bumpAfterBlocks: 3 });
    await world.queue("a");
    await eventually("it is in the pool", async () => (await pending()) === 1);
    const [first] = await attempts("a");
    assert.ok(first);
    // Blocks that leave it out.
    await world.evm.dropTransaction({ hash: first.hash });
    await world.evm.mine({ blocks: 3 });
    const [, second] = await eventually("a second attempt", async () => {
      const all = await attempts("a");
      return all.length > 1 ? all : undefined;
    });
    assert.ok(second);
    assert.equal(second.nonce, first.nonce);
    assert.ok(BigInt(second.fee) * 10n >= BigInt(first.fee) * 12n);
    assert.ok(BigInt(second.tip) * 10n >= BigInt(first.tip) * 12n);
    await eventually("it is in the pool again", async () => (await pending()) === 1);
    await world.evm.mine({ blocks: 1 });
    const row = await world.reaches("a");
    assert.ok((await attempts("a")).some(({ hash }) => hash === row.transactionHash));
    assert.equal(await world.sent(), 1);
  });

  it("never offers more than the limit, and says so", async () => {
    const maxFee = 5_000_000_000n;
    world.sender({ bumpAfterBlocks: 1, maxFee });
    await world.queue("a");
    const [first] = await eventually("an attempt", async () => {
      const all = await attempts("a");
      return all.length > 0 ? all : undefined;
    });
    assert.ok(first);
    await world.evm.dropTransaction({ hash: first.hash });
    await world.evm.setNextBlockBaseFeePerGas({ baseFeePerGas: 100_000_000_000n });
    await world.evm.mine({ blocks: 2 });
    await eventually("it is noted", async () => {
      const { errorCode } = await world.status("a");
      return errorCode === "FEE_LIMIT" || errorCode === "NOT_ACCEPTED";
    });
    for (const { fee } of await attempts("a")) assert.ok(BigInt(fee) <= maxFee);
    await world.evm.setNextBlockBaseFeePerGas({ baseFeePerGas: 1_000_000_000n });
    await world.evm.mine({ blocks: 1 });
    await world.evm.setAutomine(true);
    await world.evm.mine({ blocks: 1 });
    assert.equal((await world.reaches("a")).state, "mined");
  });

  it("sends again what the node has dropped", async () => {
    world.sender({ bumpAfterBlocks: 1_000 });
    await world.queue("a");
    await world.queue("b");
    await eventually("both are in the pool", async () => (await pending()) === 2);
    const [first] = await attempts("a");
    assert.ok(first);
    await world.evm.dropTransaction({ hash: first.hash });
    await world.evm.mine({ blocks: 1 });
    await eventually("it is back", async () => (await pending()) === 2);
    await world.evm.mine({ blocks: 1 });
    assert.equal((await world.reaches("a")).transactionHash, first.hash);
    assert.equal((await world.reaches("b")).nonce, 1);
  });

  it("takes a new nonce when somebody else used its own with the same key", async () => {
    world.sender({ confirmations: 2, bumpAfterBlocks: 1_000 });
    await world.queue("a");
    await eventually("it is in the pool", async () => (await pending()) === 1);
    const [first] = await attempts("a");
    assert.ok(first);
    await world.evm.dropTransaction({ hash: first.hash });
    await world.sendForeign(0);
    await world.evm.mine({ blocks: 1 });
    await world.evm.setAutomine(true);
    const row = await eventually("it is mined", async () => {
      await world.evm.mine({ blocks: 1 });
      const now = await world.status("a");
      return now.state === "mined" || now.state === "final" ? now : undefined;
    });
    assert.equal(row.nonce, 1);
    assert.equal(await world.sent(), 2);
  });
});
