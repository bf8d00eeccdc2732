import assert from "node:assert/strict";
import { once } from "node:events";
import pg from "pg";
import { findTask } from "../../indexer/model/queries/index.ts";
import { openProject, submitOne } from "./support/tasks.ts";
import { startWorld, type World } from "./support/world.ts";

describe("NOTIFY w3b_task", () => {
  let world: World;
  let listener: pg.Client;

  before(async () => {
    world = await startWorld();
    listener = new pg.Client({ connectionString: world.database.url });
    await listener.connect();
  });
  after(async () => {
    await listener?.end();
    await world?.stop();
  });

  it("comes once a submitted task can be read, and not for what concerns no task", async () => {
    const heard: string[] = [];
    listener.on("notification", ({ channel }) => heard.push(channel));
    await listener.query("LISTEN w3b_task");
    const projectId = await openProject(world.chain);
    await world.indexed();
    assert.deepEqual(heard, []);
    const arrived = once(listener, "notification");
    const task = await submitOne(world.chain, projectId);
    await arrived;
    assert.equal((await findTask(world.database.pool, task.taskId))?.state, "open");
  });
});
