import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { migrate } from "../../../node/database/migrate.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";

describe("migrate", () => {
  let database: TestDatabase;
  let directory: string;
  const files = () => pathToFileURL(`${directory}/`);
  const write = (name: string, sql: string) => writeFile(path.join(directory, name), sql);
  const tables = async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'node' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  };
  beforeEach(async () => {
    database = await testDatabase();
    directory = await mkdtemp(path.join(tmpdir(), "w3b-migrations-"));
    await write("0001-one.sql", "CREATE TABLE node.one (a int)");
    await write("0002-two.sql", "CREATE TABLE node.two (a int)");
  });
  afterEach(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  it("makes the node's schema in an empty database", async () => {
    await migrate(database.pool);
    const expected = ["job", "message", "migration", "outbox", "outbox_attempt", "pack", "payload"];
    assert.deepEqual(await tables(), expected);
  });

  it("runs each file once, in order", async () => {
    assert.deepEqual(await migrate(database.pool, files()), ["0001-one.sql", "0002-two.sql"]);
    assert.deepEqual(await migrate(database.pool, files()), []);
    await write("0003-three.sql", "ALTER TABLE node.two ADD b int");
    assert.deepEqual(await migrate(database.pool, files()), ["0003-three.sql"]);
  });

  it("lets processes that start together wait for one another", async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrate(database.pool, files())));
    assert.deepEqual(runs.flat().sort(), ["0001-one.sql", "0002-two.sql"]);
  });

  it("undoes a file that fails, keeps those before it, and names it", async () => {
    await write("0002-two.sql", "CREATE TABLE node.two (a int); SELECT 1 / 0");
    await assert.rejects(migrate(database.pool, files()), { code: "MIGRATION_FAILED", message: /0002-two.*division/ });
    assert.deepEqual(await tables(), ["migration", "one"]);
  });

  it("refuses a file that was changed after it ran", async () => {
    await migrate(database.pool, files());
    await write("0001-one.sql", "CREATE TABLE node.one (a bigint)");
    await assert.rejects(migrate(database.pool, files()), { code: "MIGRATION_CHANGED" });
  });

  it("refuses a database that a newer version has migrated", async () => {
    await migrate(database.pool, files());
    await rm(path.join(directory, "0002-two.sql"));
    await assert.rejects(migrate(database.pool, files()), { code: "MIGRATION_UNKNOWN" });
  });
});
