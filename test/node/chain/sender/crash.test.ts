import assert from "node:assert/strict";
import { type Hex, keccak256 } from "viem";
import { eventually } from "../../../support/eventually.ts";
import { createWorld, recipient, type World } from "../support/world.ts";

/** Each test builds the state that a crash at one step leaves behind, and starts a sender on it. */
describe("TransactionSender: after a crash", () => {
  let world: World;
  beforeEach(async () => void (world = await createWorld()));
  afterEach(() => world.close());

  /** What is in the database once an attempt is saved, and nothing else has happened. */
  async function saved(id: string, nonce: number, change: { gas?: bigint } = {}): Promise<Hex> {
    await world.queue(id);
    const gas = change.gas ?? 25_000n;
    const fees = { maxFeePerGas: 4_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };
    const raw = await world.account.signTransaction({
      ...{ chainId: 31337, type: "eip1559", to: recipient, value: 1n, nonce, gas, ...fees },
    });
    await world.pool.query("UPDATE node.outbox SET state = 'broadcast', nonce = $2 WHERE id = $1", [id, nonce]);
    await world.pool.query(
      `INSERT INTO node.outbox_attempt (outbox_id, nonce, hash, raw, gas, max_fee, priority_fee, block)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`,
      [id, nonce, keccak256(raw), raw, String(gas), String(fees.maxFeePerGas), String(fees.maxPriorityFeePerGas)],
    );
    return raw;
  }

  it("queued, not yet touched: is sent", async () => {
    await world.queue("a");
    world.sender();
    assert.equal((await world.reaches("a")).nonce, 0);
  });

  it("nonce assigned and attempt saved, never broadcast: the saved attempt is sent", async () => {
    const raw = await saved("a", 0);
    world.sender();
    assert.equal((await world.reaches("a")).transactionHash, keccak256(raw));
    assert.equal(await world.sent(), 1);
  });

  it("broadcast and in the mempool: is followed, not sent again under another nonce", async () => {
    await world.evm.setAutomine(false);
    const raw = await saved("a", 0);
    await world.client.sendRawTransaction({ serializedTransaction: raw });
    world.sender();
    await world.queue("b");
    await eventually("b is in the pool too", async () => Number((await world.evm.getTxpoolStatus()).pending) === 2);
    await world.evm.mine({ blocks: 1 });
    assert.equal((await world.reaches("a")).transactionHash, keccak256(raw));
    assert.equal((await world.reaches("b")).nonce, 1);
  });

  it("broadcast and mined while nobody looked: is recorded", async () => {
    const raw = await saved("a", 0);
    const hash = await world.client.sendRawTransaction({ serializedTransaction: raw });
    await world.client.waitForTransactionReceipt({ hash });
    assert.equal(await world.sent(), 1);
    world.sender();
    assert.equal((await world.reaches("a")).transactionHash, keccak256(raw));
    assert.equal(await world.sent(), 1);
  });

  it("broadcast and refused for good, the refusal not saved: fails, and the nonce goes to the next", async () => {
    await saved("a", 0, { gas: 20_999n }); // below the 21000 of any transaction
    world.sender();
    const row = await world.reaches("a");
    assert.equal(row.state, "failed");
    assert.equal(row.errorCode, "REFUSED");
    await world.queue("b");
    assert.equal((await world.reaches("b")).nonce, 0);
  });

  it("mined and recorded, not yet final: becomes final", async () => {
    const sender = world.sender({ confirmations: 3 });
    await world.queue("a");
    await world.reaches("a");
    await sender.stop();
    await world.evm.mine({ blocks: 3 });
    world.sender({ confirmations: 3 });
    assert.equal((await world.reaches("a", "final")).state, "final");
  });

  it("attempt saved with a fee the chain no longer takes: is sent with more", async () => {
    await saved("a", 0);
    await world.evm.setNextBlockBaseFeePerGas({ baseFeePerGas: 50_000_000_000n });
    await world.evm.mine({ blocks: 1 });
    world.sender();
    const row = await world.reaches("a");
    assert.equal(row.state, "mined");
    const { rows } = await world.pool.query("SELECT count(*)::int AS n FROM node.outbox_attempt");
    assert.ok(rows[0].n >= 2);
  });

  it("rows lost with a restored backup: the gap in the nonces is filled", async () => {
    await saved("a", 2);
    world.sender();
    assert.equal((await world.reaches("a")).nonce, 2);
    assert.equal(await world.sent(), 3);
  });

  it("a database of another chain: nothing is sent, and the reason is said", async () => {
    await world.pool.query(
      `INSERT INTO node.outbox (id, account, kind, to_address, data, state, nonce)
       VALUES ('old', lower($1), 'test', $2, '0x', 'final', 5)`,
      [world.account.address, recipient],
    );
    await world.queue("a");
    world.sender();
    await eventually("it is said", () =>
      Promise.resolve(world.logged.find(({ msg }) => msg.includes("next nonce is 0, but 5 was final"))),
    );
    assert.equal((await world.status("a")).state, "queued");
    assert.equal(await world.sent(), 0);
  });
});
