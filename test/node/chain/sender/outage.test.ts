import assert from "node:assert/strict";
import pg from "pg";
import { startAnvil } from "../../../support/anvil.ts";
import { eventually } from "../../../support/eventually.ts";
import { createWorld, recipient, type World } from "../support/world.ts";

describe("TransactionSender: outages and rivals", () => {
  let world: World;
  beforeEach(async () => void (world = await createWorld()));
  afterEach(() => world.close());

  it("goes on when the chain is back, and reports the outage once", async () => {
    world.sender();
    await world.anvil.stop();
    await world.queue("a");
    const outages = () => world.logged.filter(({ msg }) => msg.startsWith("The chain does not answer"));
    await eventually("the outage is reported", () => Promise.resolve(outages().length > 0));
    const again = await startAnvil({ port: world.anvil.port });
    try {
      // The new chain is empty: the account needs money again.
      await world.evm.setBalance({ address: world.account.address, value: 10n ** 18n });
      assert.equal((await world.reaches("a")).state, "mined");
      assert.equal(outages().length, 1);
    } finally {
      await again.stop();
    }
  });

  it("takes the lock anew when its database connection is cut, and goes on", async () => {
    world.sender();
    await world.queue("a");
    await world.reaches("a");
    await world.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await world.queue("b");
    assert.equal((await world.reaches("b")).state, "mined");
    assert.equal(await world.sent(), 2);
  });

  it("of two senders of an account one works; the other takes over when it stops", async () => {
    const pool = new pg.Pool({ connectionString: world.databaseUrl });
    pool.on("error", () => undefined);
    try {
      const first = world.sender();
      const second = world.sender({ pool });
      for (let index = 0; index < 10; index++) await world.queue(`a${index}`);
      for (let index = 0; index < 10; index++) await world.reaches(`a${index}`);
      assert.equal(await world.sent(), 10);
      await first.stop();
      await world.queue("b");
      assert.equal((await world.reaches("b")).state, "mined");
      await second.stop();
    } finally {
      await pool.end();
    }
  });

  it("stop() frees the account at once, with something under way", async () => {
    await world.evm.setAutomine(false);
    const first = world.sender();
    await world.queue("a");
    await eventually("it is in the pool", async () => Number((await world.evm.getTxpoolStatus()).pending) === 1);
    await first.stop();
    const { rows } = await world.pool.query(
      "SELECT pg_try_advisory_lock(hashtextextended('w3b sender ' || lower($1), 0)) AS free",
      [world.account.address],
    );
    assert.equal(rows[0].free, true);
    assert.equal(await world.client.getBalance({ address: recipient }), 0n);
  });
});
