import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { actors, projectId, projectRegistry, reset, terms } from "../support/world.ts";

const account = actors.owner;
const { read, write } = projectRegistry;

describe("ProjectRegistry.pause and resume", () => {
  beforeEach(reset);

  it("close a project for submissions and open it again", async () => {
    assert.deepEqual(await eventsOf(write.pause([projectId], { account })), [["ProjectPaused", { projectId }]]);
    assert.equal(await read.isPaused([projectId]), true);
    assert.deepEqual(await eventsOf(write.resume([projectId], { account })), [["ProjectResumed", { projectId }]]);
    assert.equal(await read.isPaused([projectId]), false);
  });

  it("refuse to do what is done already", async () => {
    await reverts(write.resume([projectId], { account }), "ProjectNotPaused", [projectId]);
    await mined(write.pause([projectId], { account }));
    await reverts(write.pause([projectId], { account }), "ProjectIsPaused", [projectId]);
  });

  it("need a config and reward terms before the first opening", async () => {
    await mined(write.register({ account }));
    await reverts(write.resume([2n], { account }), "ProjectNotReady", [2n]);
    await mined(write.setConfig([2n, "https://project.example", word(1n)], { account }));
    await reverts(write.resume([2n], { account }), "ProjectNotReady", [2n]);
    await mined(write.setRewardTerms([2n, terms], { account }));
    await mined(write.resume([2n], { account }));
  });
});
