import assert from "node:assert/strict";
import { requireOwnSessions } from "../../../node/database/own-sessions.ts";
import { waitForDatabase } from "../../../node/database/pool.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";
import { SharingPooler } from "./support/sharing-pooler.ts";

describe("requireOwnSessions", () => {
  let database: TestDatabase;
  before(async () => void (database = await testDatabase()));
  after(() => database.drop());

  it("is content with Postgres itself", async () => {
    await requireOwnSessions(database.url);
  });

  for (const mode of ["transaction", "statement"] as const) {
    it(`names what a pooler that lends sessions for a ${mode} would break`, async () => {
      const pooler = await SharingPooler.start({ url: database.url, mode });
      await assert.rejects(requireOwnSessions(pooler.url), {
        code: "DATABASE_SHARES_SESSIONS",
        message: new RegExp(`lends sessions for one ${mode}`),
        meaning: /LISTEN\/NOTIFY.*advisory locks.*prepared statements/,
      });
      await pooler.stop();
    });
  }

  it("names a pooler that drops or refuses the settings of a connection", async () => {
    const dropped = { code: "DATABASE_SHARES_SESSIONS", message: /settings of a connection/ };
    const refusing = { query: () => Promise.reject(new Error("unsupported startup parameter: statement_timeout")) };
    await assert.rejects(waitForDatabase(refusing), dropped);
  });
});
