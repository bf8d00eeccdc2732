import assert from "node:assert/strict";
import { pino } from "pino";
import { runService } from "../../../node/cli/service.ts";

const logger = pino({ level: "silent" });

describe("a service of the command line", () => {
  it("lets go of what it stands on when it cannot start, so that the process ends", async () => {
    const done: string[] = [];
    const start = () => Promise.reject(new Error("the port is taken"));
    const release = () => Promise.resolve(void done.push("released"));
    await assert.rejects(runService(logger, start, release), /the port is taken/);
    assert.deepEqual(done, ["released"]);
  });

  it("is stopped before that when it ends by itself", async () => {
    const done: string[] = [];
    const stop = () => Promise.resolve(void done.push("stopped"));
    const release = () => Promise.resolve(void done.push("released"));
    const ended = Promise.reject(new Error("it cannot go on"));
    await assert.rejects(
      runService(logger, () => ({ ended, stop }), release),
      /it cannot go on/,
    );
    assert.deepEqual(done, ["stopped", "released"]);
  });
});
