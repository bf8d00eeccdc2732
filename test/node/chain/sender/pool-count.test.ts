import assert from "node:assert/strict";
import { parseGwei } from "viem";
import { createChainClient } from "../../../../node/chain/client.ts";
import { type PoolCountingNode, startPoolCountingNode } from "../support/pool-counting-node.ts";
import { eventually } from "../../../support/eventually.ts";
import { createWorld, type World } from "../support/world.ts";

describe("TransactionSender: on a node whose transaction count includes its pool", () => {
  let world: World;
  let node: PoolCountingNode;
  beforeEach(async () => {
    world = await createWorld({ flags: ["--no-mining"] });
    node = await startPoolCountingNode(world);
    node.market = parseGwei("4");
    await node.mine(1);
    world.sender({ publicClient: await createChainClient([node.url], { pollMs: 20 }), bumpAfterBlocks: 3 });
  });
  afterEach(async () => {
    node.proxy.stop();
    await world.close();
  });

  /** Mines a block, and waits until the sender has looked at it. */
  const minedAndSeen = async () => {
    await node.mine(1);
    for (let turns = 0; turns < 2; turns++) {
      const from = node.proxy.calls.length;
      await eventually("the sender looks again", () =>
        Promise.resolve(node.proxy.calls.slice(from).some(({ method }) => method === "eth_getBlockByNumber")),
      );
    }
  };

  it("offers more for what waits, under its nonce, until it is mined once", async () => {
    await world.queue("a");
    await eventually("it is in the pool", () => Promise.resolve(node.pool.size === 1));
    for (let blocks = 0; blocks < 40 && (await world.status("a")).state === "broadcast"; blocks++) await minedAndSeen();
    assert.ok(["mined", "final"].includes((await world.status("a")).state));
    assert.equal(await world.sent(), 1);
    const fees = node.handedOver.map(({ fee }) => fee);
    assert.ok(new Set(fees).size > 1, "it offered more");
    assert.ok(
      node.handedOver.every(({ nonce }) => nonce === 0),
      "no second nonce was used",
    );
    assert.ok((fees[0] ?? 0n) < node.market, "the first offer was too low");
  });

  it("bumps the lowest that waits, and none of those behind it", async () => {
    for (const id of ["a", "b", "c"]) await world.queue(id);
    await eventually("all are in the pool", () => Promise.resolve(node.pool.size === 3));
    for (let blocks = 0; blocks < 4; blocks++) await minedAndSeen();
    await eventually("a higher offer", () => Promise.resolve(node.handedOver.length > 3));
    assert.deepEqual([...new Set(node.handedOver.slice(3).map(({ nonce }) => nonce))], [0]);
    node.market = 0n;
    await node.mine(1);
    for (const id of ["a", "b", "c"]) await world.reaches(id);
    assert.equal(await world.sent(), 3);
  });

  it("sends nothing anew when the node that counts it does not tell of it by its hash", async () => {
    node.knowsPool = false;
    await world.queue("a");
    await eventually("it is in the pool", () => Promise.resolve(node.pool.size === 1));
    for (let blocks = 0; blocks < 12; blocks++) await minedAndSeen();
    assert.deepEqual([...node.pool.keys()], [0]);
    assert.equal((await world.status("a")).nonce, 0);
    node.market = 0n;
    await node.mine(1);
    await world.reaches("a");
    assert.equal(await world.sent(), 1);
  });

  it("undoes and keeps what a reorganisation put back into the pool", async () => {
    node.market = 0n;
    await world.queue("a");
    await eventually("it is in the pool", () => Promise.resolve(node.pool.size === 1));
    const [waiting] = node.pool.values();
    assert.ok(waiting);
    await node.mine(1);
    await world.reaches("a");
    node.market = parseGwei("1000");
    node.pool.set(0, waiting);
    await world.evm.request({ method: "anvil_reorg", params: [1, []] } as never);
    await node.mine(2);
    await eventually("it is unmined", async () => (await world.status("a")).state === "broadcast");
    node.market = 0n;
    await node.mine(1);
    assert.equal((await world.reaches("a")).nonce, 0);
    assert.equal(await world.sent(), 1);
  });
});
