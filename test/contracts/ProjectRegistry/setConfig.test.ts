import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { actors, projectId, projectRegistry, reset } from "../support/world.ts";

const account = actors.owner;
const uri = "ipfs://ipfs.example/Qm1";

describe("ProjectRegistry.setConfig", () => {
  beforeEach(reset);

  it("names the project file and its SHA-256", async () => {
    const events = await eventsOf(projectRegistry.write.setConfig([projectId, uri, word(5n)], { account }));
    assert.deepEqual(events, [["ProjectConfigUpdated", { projectId, uri, hash: word(5n) }]]);
    assert.deepEqual(await projectRegistry.read.config([projectId]), [uri, word(5n)]);
  });

  it("refuses a missing URI, a missing hash, and a URI nobody could need", async () => {
    const tooLong = "x".repeat(2049);
    for (const [badUri, hash] of [
      ["", word(5n)],
      [uri, word(0n)],
      [tooLong, word(5n)],
    ] as const) {
      await reverts(projectRegistry.write.setConfig([projectId, badUri, hash], { account }), "InvalidConfig");
    }
    await mined(projectRegistry.write.setConfig([projectId, tooLong.slice(1), word(5n)], { account }));
  });
});
