import assert from "node:assert/strict";
import type { Address } from "viem";
import { enqueue, status, waitFor } from "../../../node/chain/outbox.ts";
import { type TestDatabase, testNodeDatabase } from "../../support/postgres.ts";

const account: Address = "0xABcdEFABcdEFabcdEfAbCdefabcdeFABcDEFabCD";
const transaction = { id: "claim:1", account, kind: "claim", to: account, data: "0x12", value: 10n ** 24n } as const;

describe("the outbox", () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await testNodeDatabase()));
  afterEach(() => database.drop());

  it("keeps the first transaction of an id, and says that a second is none", async () => {
    assert.equal(await enqueue(database.pool, transaction), true);
    assert.equal(await enqueue(database.pool, { ...transaction, data: "0x34" }), false);
    const { rows } = await database.pool.query("SELECT account, data, value FROM node.outbox");
    assert.deepEqual(rows, [{ account: account.toLowerCase(), data: "0x12", value: "1000000000000000000000000" }]);
  });

  it("forgets what was enqueued in a transaction that is undone", async () => {
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await enqueue(client, transaction);
    await client.query("ROLLBACK");
    client.release();
    assert.equal(await status(database.pool, transaction.id), undefined);
  });

  it("notifies w3b_outbox of every change of state", async () => {
    const client = await database.pool.connect();
    const heard: string[] = [];
    client.on("notification", ({ payload }) => void heard.push(payload ?? ""));
    await client.query("LISTEN w3b_outbox");
    await enqueue(client, transaction);
    await client.query("UPDATE node.outbox SET state = 'failed'");
    await client.query("UPDATE node.outbox SET error = 'x'");
    await client.query("SELECT 1");
    client.release(true);
    assert.deepEqual(heard, ["queued claim:1", "failed claim:1"]);
  });

  it("waitFor: ends with the state asked for, with failure, or in time", async () => {
    await assert.rejects(waitFor(database.pool, "none"), { code: "TRANSACTION_UNKNOWN" });
    await enqueue(database.pool, transaction);
    await assert.rejects(waitFor(database.pool, transaction.id, { timeoutMs: 60 }), { code: "TRANSACTION_TIMEOUT" });
    const waiting = waitFor(database.pool, transaction.id, { until: "final" });
    await database.pool.query("UPDATE node.outbox SET state = 'failed', error_code = 'TaskNotOpen'");
    assert.equal((await waiting).errorCode, "TaskNotOpen");
  });
});
