import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { findTask, taskEvents } from "../../indexer/model/queries/index.ts";
import { claim, openProject, prove, registerProver, submitOne } from "./support/tasks.ts";
import { listeningLogger, startIndexer, startWorld, untilIndexed, type World } from "./support/world.ts";

describe("an indexer that is stopped and started again", () => {
  let world: World;
  let projectId: bigint;
  const rebuilt = (lines: string[]) => lines.some((line) => line.includes("Building the tables"));

  before(async () => {
    world = await startWorld();
    await registerProver(world.chain);
    projectId = await openProject(world.chain);
  });
  after(() => world?.stop());

  it("goes on where it was: what happened meanwhile appears once", async () => {
    const { chain, database, indexer } = world;
    const task = await submitOne(chain, projectId);
    await untilIndexed(chain, database);
    await indexer.stop();
    await claim(chain, task);
    await chain.client.mine({ blocks: 20 }); // some final by now, the last ones not
    await prove(chain, task);
    const logger = listeningLogger();
    world.indexer = startIndexer(chain, database, { logger });
    await untilIndexed(chain, database);
    assert.equal((await findTask(database.pool, task.taskId))?.claims, 1);
    const kinds = (await taskEvents(database.pool, task.taskId)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ["submitted", "claimed", "settled"]);
    assert.equal(rebuilt(logger.lines), false);
  });

  it("loses nothing when its process is killed between blocks", async () => {
    const { chain, database } = world;
    const logger = listeningLogger();
    await world.indexer.stop();
    world.indexer = startIndexer(chain, database, { logger });
    await world.indexer.ready;
    const tasks = [];
    for (let i = 0; i < 6; i++) {
      tasks.push(await submitOne(chain, projectId));
      if (i % 3 === 1) killProcessor();
    }
    await untilIndexed(chain, database);
    for (const { taskId } of tasks) {
      assert.deepEqual(
        (await taskEvents(database.pool, taskId)).map(({ kind }) => kind),
        ["submitted"],
      );
    }
    await logger.said("The indexer's processor ended (SIGKILL)");
    assert.equal(rebuilt(logger.lines), false);
  });

  it("a second indexer on the same database waits for the first to end, then takes over", async () => {
    const { chain, database } = world;
    const logger = listeningLogger();
    const second = startIndexer(chain, database, { logger });
    await logger.said("Another indexer is at work");
    await world.indexer.stop();
    await second.ready;
    world.indexer = second;
    const task = await submitOne(chain, projectId);
    await untilIndexed(chain, database);
    assert.equal((await findTask(database.pool, task.taskId))?.state, "open");
    assert.equal(rebuilt(logger.lines), false);
  });

  /** SIGKILL to the processor this test process is the parent of. */
  function killProcessor(): void {
    const children = execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,args="], { encoding: "utf8" });
    for (const line of children.split("\n").filter((line) => line.includes("indexer/child.ts"))) {
      process.kill(Number(line.trim().split(" ")[0]), "SIGKILL");
    }
  }
});
