import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import {
  assertSolvent,
  claim,
  claimedTask,
  dataHash,
  proofOf,
  prove,
  state,
  submitTask,
  submitTasks,
  word,
} from "../support/tasks.ts";
import { actors, projectId, projectRegistry, publishedProgram, reset, taskManager, version } from "../support/world.ts";

const { owner, gateway } = actors;
const account = owner;

describe("ProjectRegistry.retireProgram", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  const retire = (name = version) => projectRegistry.write.retireProgram([projectId, name], { account });

  it("ends the submissions of a version, and of no other", async () => {
    await mined(projectRegistry.write.publishProgram([projectId, word(2n), publishedProgram], { account }));
    await submitTask();
    assert.equal(await projectRegistry.read.isActive([projectId, version]), true);
    assert.deepEqual(await eventsOf(retire()), [["ProgramRetired", { projectId, version }]]);
    assert.equal(await projectRegistry.read.isActive([projectId, version]), false);
    await reverts(submitTask(2n), "ProgramIsRetired", [projectId, version]);
    await reverts(projectRegistry.simulate.offerFor([projectId, version, gateway]), "ProgramIsRetired");
    const inputs = [{ inputHash: word(1n), dataHash: dataHash() }];
    assert.equal((await submitTasks(inputs, [], word(2n))).length, 1);
  });

  it("ends nothing else: live tasks are claimed, proved and paid, and its program can be read", async () => {
    const [claimed, open] = [await claimedTask(1n, 1n), await submitTask(2n, 2n)];
    await mined(retire());
    await mined(prove(claimed, await proofOf(claimed)));
    await mined(claim(open));
    await mined(prove(open, await proofOf(open)));
    for (const { id } of [claimed, open]) assert.equal(await taskManager.read.stateOf([id]), state.settled);
    assert.deepEqual(await projectRegistry.read.program([projectId, version]), publishedProgram);
  });

  it("is for good: it can neither be published again nor brought back by changed terms or another owner", async () => {
    await mined(retire());
    const publish = (from: typeof owner) =>
      projectRegistry.write.publishProgram([projectId, version, publishedProgram], { account: from });
    await reverts(publish(owner), "ProgramIsRetired", [projectId, version]);
    await reverts(retire(), "ProgramIsRetired", [projectId, version]);
    await mined(projectRegistry.write.bindDapp([projectId, owner, 1], { account }));
    await reverts(submitTask(), "ProgramIsRetired", [projectId, version]);
    await mined(projectRegistry.write.transferFrom([owner, gateway, projectId], { account }));
    await reverts(publish(gateway), "ProgramIsRetired", [projectId, version]);
  });

  it("refuses a version that nobody published, and one that would come", async () => {
    await reverts(retire(word(9n)), "ProgramNotFound", [projectId, word(9n)]);
    assert.equal(await projectRegistry.read.isActive([projectId, word(9n)]), false);
    assert.equal(await projectRegistry.read.isActive([99n, word(0n)]), false);
  });
});
