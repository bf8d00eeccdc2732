import assert from "node:assert/strict";
import { type Hex, keccak256 } from "viem";
import { createChainClient } from "../../../../node/chain/client.ts";
import { type RpcFate, type RpcProxy, startRpcProxy } from "../../../support/rpc-proxy.ts";
import { createWorld, type World } from "../support/world.ts";

describe("TransactionSender: unreliable endpoints", () => {
  let world: World;
  let proxy: RpcProxy;
  beforeEach(async () => void (world = await createWorld()));
  afterEach(async () => {
    proxy.stop();
    await world.close();
  });

  it("saves each attempt before the node sees it", async () => {
    const seen: boolean[] = [];
    proxy = await startRpcProxy(world.anvil.url, async ({ method, params }): Promise<RpcFate> => {
      if (method === "eth_sendRawTransaction") {
        const hash = keccak256(params[0] as Hex);
        const { rowCount } = await world.pool.query("SELECT 1 FROM node.outbox_attempt WHERE hash = $1", [hash]);
        seen.push(rowCount === 1);
      }
      return undefined;
    });
    world.sender({ publicClient: await createChainClient([proxy.url]) });
    for (const id of ["a", "b", "c"]) await world.queue(id);
    for (const id of ["a", "b", "c"]) await world.reaches(id);
    assert.deepEqual(seen, [true, true, true]);
  });

  it("does not send twice what the node took without an answer", async () => {
    let lost = 0;
    proxy = await startRpcProxy(world.anvil.url, ({ method }) =>
      method === "eth_sendRawTransaction" && lost++ < 4 ? "answerLost" : undefined,
    );
    world.sender({ publicClient: await createChainClient([proxy.url]) });
    await world.queue("a");
    const row = await world.reaches("a");
    assert.equal(row.state, "mined");
    assert.ok(lost > 0);
    assert.equal(await world.sent(), 1);
  });

  it("a failed preflight of a dead endpoint does not fail the transaction", async () => {
    let estimates = 0;
    proxy = await startRpcProxy(world.anvil.url, ({ method }) =>
      method === "eth_estimateGas" && estimates++ < 5 ? { http: 503 } : undefined,
    );
    world.sender({ publicClient: await createChainClient([proxy.url]) });
    await world.queue("a");
    assert.equal((await world.reaches("a")).state, "mined");
    assert.ok(estimates > 5);
  });

  it("sends each of 12 transactions exactly once through an endpoint that loses a fifth of all calls", async () => {
    let seed = 7; // a fixed sequence, so that a failure can be repeated
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
    proxy = await startRpcProxy(world.anvil.url, () => {
      const draw = random();
      return draw < 0.1 ? { http: 503 } : draw < 0.2 ? "answerLost" : undefined;
    });
    world.sender({ publicClient: await createChainClient([proxy.url], { waitMs: 600_000 }) });
    const ids = Array.from({ length: 12 }, (_, index) => `t${index}`);
    for (const id of ids) await world.queue(id);
    for (const id of ids) assert.equal((await world.reaches(id)).errorCode, null);
    assert.equal(await world.sent(), 12);
  });
});
