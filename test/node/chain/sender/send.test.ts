import assert from "node:assert/strict";
import { eventually } from "../../../support/eventually.ts";
import { createWorld, recipient, type World } from "../support/world.ts";

describe("TransactionSender: sending", () => {
  let world: World;
  beforeEach(async () => void (world = await createWorld()));
  afterEach(() => world.close());

  it("sends what is queued and follows it until it is final", async () => {
    world.sender({ confirmations: 2 });
    await world.queue("a");
    const mined = await world.reaches("a");
    assert.equal(mined.state, "mined");
    assert.equal(mined.errorCode, null);
    assert.equal(mined.gasUsed, 21_000n);
    const receipt = await world.client.getTransactionReceipt({ hash: mined.transactionHash ?? "0x" });
    assert.equal(Number(receipt.blockNumber), mined.block);
    assert.equal(await world.client.getBalance({ address: recipient }), 1n);
    await world.evm.mine({ blocks: 2 });
    assert.equal((await world.reaches("a", "final")).state, "final");
  });

  it("sends in the order of queueing, with consecutive nonces", async () => {
    for (const id of ["a", "b", "c", "d"]) await world.queue(id);
    world.sender();
    const rows = await Promise.all(["a", "b", "c", "d"].map((id) => world.reaches(id)));
    assert.deepEqual(
      rows.map(({ nonce }) => nonce),
      [0, 1, 2, 3],
    );
  });

  it("keeps no more than 16 unmined at once, and sends all of a longer queue", async () => {
    await world.evm.setAutomine(false);
    for (let index = 0; index < 20; index++) await world.queue(`t${index}`);
    world.sender();
    await eventually("16 are in the pool", async () => Number((await world.evm.getTxpoolStatus()).pending) === 16);
    const { rows } = await world.pool.query("SELECT count(*)::int AS n FROM node.outbox WHERE state = 'queued'");
    assert.equal(rows[0].n, 4);
    await world.evm.setAutomine(true);
    await world.evm.mine({ blocks: 1 });
    for (let index = 0; index < 20; index++) await world.reaches(`t${index}`);
    assert.equal(await world.sent(), 20);
  });

  it("tells the operator once when the account has no money, and sends once it has", async () => {
    await world.evm.setBalance({ address: world.account.address, value: 0n });
    await world.queue("a");
    await world.queue("b");
    world.sender();
    await eventually("it is noted", async () => (await world.status("a")).errorCode === "INSUFFICIENT_FUNDS");
    await eventually("it is noted", async () => (await world.status("b")).errorCode === "INSUFFICIENT_FUNDS");
    const told = world.logged.filter(({ level }) => level === 50).map(({ msg }) => msg);
    assert.equal(told.length, 1, told.join("\n"));
    assert.match(told[0] ?? "", new RegExp(`${world.account.address} has 0 IOTX; it needs about 0\\.\\d+ IOTX`, "i"));
    await world.evm.setBalance({ address: world.account.address, value: 10n ** 18n });
    const row = await world.reaches("a");
    assert.equal(row.state, "mined");
    assert.equal(row.errorCode, null);
  });

  it("leaves other accounts' transactions alone", async () => {
    await world.queue("other", { account: "0x1111111111111111111111111111111111111111" });
    await world.queue("mine");
    world.sender();
    await world.reaches("mine");
    assert.equal((await world.status("other")).state, "queued");
  });
});
