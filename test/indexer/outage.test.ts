import assert from "node:assert/strict";
import { findProject } from "../../indexer/model/queries/index.ts";
import { W3bError } from "../../node/protocol/errors.ts";
import { type TestDatabase, testDatabase } from "../support/postgres.ts";
import { people, startChain, type TestChain } from "./support/chain.ts";
import { type Proxy, startProxy } from "./support/proxy.ts";
import { listeningLogger, startIndexer, untilIndexed } from "./support/world.ts";
import type { RunningIndexer } from "../../indexer/main.ts";

describe("an indexer without Postgres or chain", () => {
  let chain: TestChain;
  let database: TestDatabase;
  let indexer: RunningIndexer;
  let postgres: Proxy;
  let rpc: Proxy;
  const logger = listeningLogger();
  const { said } = logger;
  const register = async () => {
    const { logs } = await chain.send({ from: people.owner, to: "projectRegistry", call: "register" });
    return BigInt(logs[0]?.topics[3] ?? 0);
  };

  before(async () => {
    [chain, database] = await Promise.all([startChain(), testDatabase()]);
    postgres = await startProxy(database.url, { mended: false });
    rpc = await startProxy(chain.anvil.url, { mended: false });
    indexer = startIndexer(chain, database, { rpcUrl: rpc.url, databaseUrl: postgres.url, logger });
  });
  after(async () => {
    await indexer?.stop();
    await postgres?.cut();
    await rpc?.cut();
    await chain?.anvil.stop();
    await database?.drop();
  });

  it("waits at the start for one and then the other, and says for which", async () => {
    await said("Postgres at 127.0.0.1");
    await postgres.mend();
    await said("The chain's node at 127.0.0.1");
    await rpc.mend();
    await indexer.ready;
    const id = await register();
    await untilIndexed(chain, database);
    assert.ok(await findProject(database.pool, id));
    assert.equal(logger.lines.filter((line) => line.startsWith("warn: Postgres at")).length, 1, "it says it once");
  });

  it("survives the loss of Postgres and catches up with what it missed", async () => {
    logger.lines.length = 0;
    await postgres.cut();
    const id = await register();
    await said("The connection to Postgres was lost");
    await said("Postgres at 127.0.0.1");
    await postgres.mend();
    await untilIndexed(chain, database);
    assert.ok(await findProject(database.pool, id));
  });

  it("survives the loss of the chain's node and catches up with what it missed", async () => {
    logger.lines.length = 0;
    await rpc.cut();
    const id = await register();
    await said("The chain's node does not answer");
    await rpc.mend();
    await untilIndexed(chain, database);
    assert.ok(await findProject(database.pool, id));
    assert.ok(!logger.lines.some((line) => line.includes("Building the tables")), "nothing was indexed again");
    assert.ok(!logger.lines.some((line) => line.includes("processor ended")), "no process was needed for it");
  });

  it("never shows the password of the database or the path of the RPC URL", () => {
    const { password } = new URL(database.url);
    assert.ok(!logger.lines.some((line) => line.includes(password)));
  });

  it("gives up on a node of another chain, and says so", async () => {
    const other = await testDatabase();
    try {
      const wrong = startIndexer(chain, other, { deployment: { ...chain.deployment, chainId: 4689 } });
      const isWrongChain = (error: unknown) => error instanceof W3bError && error.code === "WRONG_CHAIN";
      await assert.rejects(wrong.ready, isWrongChain);
      await assert.rejects(wrong.ended, isWrongChain);
    } finally {
      await other.drop();
    }
  });
});
