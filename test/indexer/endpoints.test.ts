import assert from "node:assert/strict";
import { findProject } from "../../indexer/model/queries/index.ts";
import type { RunningIndexer } from "../../indexer/main.ts";
import { type TestDatabase, testDatabase } from "../support/postgres.ts";
import { people, startChain, type TestChain } from "./support/chain.ts";
import { type Proxy, startProxy } from "./support/proxy.ts";
import { listeningLogger, startIndexer, untilIndexed } from "./support/world.ts";

describe("an indexer with several endpoints", () => {
  let chain: TestChain;
  let database: TestDatabase;
  let first: Proxy;
  let indexer: RunningIndexer;
  const logger = listeningLogger();

  before(async () => {
    [chain, database] = await Promise.all([startChain(), testDatabase()]);
    first = await startProxy(chain.anvil.url);
    const endpoints = { rpcUrl: first.url, otherRpcUrls: ["http://127.0.0.1:1", chain.anvil.url] };
    indexer = startIndexer(chain, database, { ...endpoints, logger });
    await indexer.ready;
  });
  after(async () => {
    await indexer?.stop();
    await first?.cut();
    await chain?.anvil.stop();
    await database?.drop();
  });

  it("goes on with the first that answers when the one it used does not, and says so", async () => {
    await untilIndexed(chain, database);
    await first.cut();
    const { logs } = await chain.send({ from: people.owner, to: "projectRegistry", call: "register" });
    await untilIndexed(chain, database);
    assert.ok(await findProject(database.pool, BigInt(logs[0]?.topics[3] ?? 0)));
    const { host } = new URL(chain.anvil.url);
    assert.ok(logger.lines.includes(`info: Using the chain's node at ${host}: those before do not answer`));
  });
});
