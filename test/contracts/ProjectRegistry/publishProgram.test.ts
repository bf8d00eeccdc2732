import assert from "node:assert/strict";
import { versionToBytes32 } from "../../../node/protocol/task.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import {
  actors,
  deployment,
  nobody,
  projectId,
  projectRegistry,
  publishedProgram,
  reset,
  version,
} from "../support/world.ts";

const account = actors.owner;
const next = versionToBytes32("v2.0.0");

describe("ProjectRegistry.publishProgram", () => {
  beforeEach(reset);

  it("says what proofs of a version are about", async () => {
    const program = { ...publishedProgram, vmType: 2, programId: word(9n) };
    const events = await eventsOf(projectRegistry.write.publishProgram([projectId, next, program], { account }));
    assert.deepEqual(events, [["ProgramPublished", { projectId, version: next, program }]]);
    assert.deepEqual(await projectRegistry.read.program([projectId, next]), program);
    assert.deepEqual(await projectRegistry.read.program([projectId, version]), publishedProgram);
  });

  it("is for good: a version cannot be published again", async () => {
    const call = projectRegistry.write.publishProgram([projectId, version, publishedProgram], { account });
    await reverts(call, "ProgramAlreadyPublished", [projectId, version]);
  });

  it("confirms a former owner's version, with the same program alone", async () => {
    const account = actors.stranger;
    await mined(projectRegistry.write.transferFrom([actors.owner, account, projectId], { account: actors.owner }));
    for (const other of [
      { verifier: deployment.plonkVerifier },
      { vmType: 6 },
      { binding: 1 },
      { programId: word(9n) },
    ]) {
      const program = { ...publishedProgram, ...other };
      const call = projectRegistry.write.publishProgram([projectId, version, program], { account });
      await reverts(call, "ProgramAlreadyPublished", [projectId, version]);
    }
    const publish = () => projectRegistry.write.publishProgram([projectId, version, publishedProgram], { account });
    const events = await eventsOf(publish());
    assert.deepEqual(events, [["ProgramPublished", { projectId, version, program: publishedProgram }]]);
    assert.equal(await projectRegistry.read.isActive([projectId, version]), true);
    await reverts(publish(), "ProgramAlreadyPublished", [projectId, version]);
  });

  it("refuses programs that no proof could be checked for", async () => {
    for (const program of [
      { ...publishedProgram, verifier: nobody },
      { ...publishedProgram, programId: word(0n) },
      { ...publishedProgram, vmType: 0 },
      { ...publishedProgram, vmType: 256 },
    ]) {
      const call = projectRegistry.write.publishProgram([projectId, next, program], { account });
      await reverts(call, "InvalidProgram");
    }
    const unnamed = projectRegistry.write.publishProgram([projectId, word(0n), publishedProgram], { account });
    await reverts(unnamed, "InvalidProgram");
  });

  it("is the only way to a program: reading another version fails", async () => {
    await reverts(projectRegistry.read.program([projectId, next]), "ProgramNotFound", [projectId, next]);
    const call = projectRegistry.simulate.offerFor([projectId, next, actors.gateway]);
    await reverts(call, "ProgramNotFound", [projectId, next]);
  });
});
