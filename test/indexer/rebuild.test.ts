import assert from "node:assert/strict";
import { findProject, indexedHead } from "../../indexer/model/queries/index.ts";
import { W3bError } from "../../node/protocol/errors.ts";
import { deploy } from "../../scripts/deploy.ts";
import { testDatabase } from "../support/postgres.ts";
import { people } from "./support/chain.ts";
import { finality, listeningLogger, startIndexer, startWorld, untilIndexed, type World } from "./support/world.ts";

describe("tables that do not fit", () => {
  let world: World;
  const register = () => world.chain.send({ from: people.owner, to: "projectRegistry", call: "register" });

  /** Starts the indexer anew; returns why it rebuilt the tables, or undefined. */
  const restart = async (change: () => Promise<unknown>): Promise<string | undefined> => {
    const { chain, database } = world;
    await world.indexer.stop();
    await change();
    const logger = listeningLogger();
    world.indexer = startIndexer(chain, database, { logger });
    await world.indexer.ready;
    await untilIndexed(chain, database);
    return logger.lines
      .find((line) => line.includes("Building the tables"))
      ?.split(": ")
      .slice(2)
      .join(": ");
  };
  const sql = (text: string) => world.database.pool.query(text);

  before(async () => {
    world = await startWorld();
    await register();
    await world.indexed();
  });
  after(() => world?.stop());

  it("unchanged tables stay", async () => {
    assert.equal(await restart(() => Promise.resolve()), undefined);
  });

  it("another model rebuilds them: strange rows are gone, true ones are back", async () => {
    const why = await restart(async () => {
      await sql("UPDATE chain_status.identity SET model = 'of an older program'");
      await sql("UPDATE chain.project SET owner = '0xwrong'");
      await sql("CREATE TABLE chain.leftover (id int)");
    });
    assert.equal(why, "changed since they were made: the tables or what fills them");
    assert.equal((await findProject(world.database.pool, 1n))?.owner, people.owner.address.toLowerCase());
    assert.deepEqual(await world.rows("SELECT to_regclass('chain.leftover') AS found"), [{ found: null }]);
  });

  it("another deployment on the same chain rebuilds them", async () => {
    const why = await restart(async () => {
      const { client } = world.chain;
      world.chain.deployment = await deploy({ publicClient: client as never, walletClient: client as never });
    });
    assert.equal(why, "changed since they were made: the deployment");
    assert.equal(await findProject(world.database.pool, 1n), undefined);
  });

  it("a reorganisation deeper than finality rebuilds them while the indexer runs and GraphQL is served", async () => {
    const { chain, database } = world;
    const logger = listeningLogger();
    await world.indexer.stop();
    world.indexer = startIndexer(chain, database, { logger, graphqlPort: 0 });
    const url = (await world.indexer.ready) ?? "";
    const ask = async () => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ query: "{ allProjects { nodes { id owner } } }" });
      return (await fetch(url, { method: "POST", headers, body })).json();
    };
    await register();
    await untilIndexed(chain, database);
    const nodes = [{ id: "1", owner: people.owner.address.toLowerCase() }];
    assert.deepEqual(await ask(), { data: { allProjects: { nodes } } });
    await chain.client.mine({ blocks: finality * 3 });
    await untilIndexed(chain, database);
    await chain.client.request({ method: "anvil_reorg", params: [finality * 2, []] } as never);
    await chain.client.mine({ blocks: 1 });
    await untilIndexed(chain, database);
    assert.deepEqual(await ask(), { data: { allProjects: { nodes } } });
    const head = await indexedHead(database.pool);
    assert.equal(head, Number(await chain.client.getBlockNumber({ cacheTime: 0 })));
    assert.ok(
      logger.lines.some((line) => /Building the tables.*no longer on the chain/.test(line)),
      logger.lines.join("\n"),
    );
  });

  it("a schema that is not the indexer's is left alone", async () => {
    const foreign = await testDatabase();
    try {
      await foreign.pool.query("CREATE SCHEMA chain; CREATE TABLE chain.precious (id int)");
      const indexer = startIndexer(world.chain, foreign);
      await assert.rejects(indexer.ended, (error) => error instanceof W3bError && error.code === "FOREIGN_SCHEMA");
      await foreign.pool.query("SELECT * FROM chain.precious");
    } finally {
      await foreign.drop();
    }
  });
});
