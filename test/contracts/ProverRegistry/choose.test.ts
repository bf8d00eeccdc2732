import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { claim, claimedTask, proofOf, prove, submitTask } from "../support/tasks.ts";
import { actors, proverRegistry, reset } from "../support/world.ts";

const { prover, operator, rival, stranger } = actors;
const { read, write } = proverRegistry;

describe("ProverRegistry.choose", () => {
  beforeEach(reset);

  it("keeps a key for one prover", async () => {
    const events = await eventsOf(write.choose([prover], { account: stranger }));
    assert.deepEqual(events, [["ProverChosen", { operator: stranger, prover }]]);
    assert.equal(await read.chosenBy([stranger]), prover);
    assert.equal(await read.proverOf([stranger]), zeroAddress); // the prover has to name it still
    await reverts(write.setOperator([stranger], { account: rival }), "OperatorTaken", [stranger]);
    await mined(write.setOperator([stranger], { account: prover }));
    assert.equal(await read.proverOf([stranger]), prover);
  });

  it("frees a key from whoever named it first, unless that is the prover it chooses", async () => {
    await mined(write.choose([prover], { account: operator }));
    assert.equal(await read.proverOf([operator]), prover);
    await mined(write.choose([rival], { account: operator }));
    assert.equal(await read.proverOf([operator]), zeroAddress);
    await reverts(claim(await submitTask()), "OperatorUnknown", [operator]);
    await mined(write.setOperator([operator], { account: rival }));
    // Its former prover names another; what it gave up stays with whom it chose.
    await mined(write.setOperator([stranger], { account: prover }));
    assert.equal(await read.proverOf([operator]), rival);
    assert.equal(await read.proverOf([stranger]), prover);
  });

  it("is undone by choosing nobody: then the key is for whoever names it", async () => {
    await mined(write.choose([prover], { account: stranger }));
    await mined(write.choose([zeroAddress], { account: stranger }));
    await mined(write.setOperator([stranger], { account: rival }));
    assert.equal(await read.proverOf([stranger]), rival);
  });

  it("changes nothing about claims that the key made", async () => {
    const task = await claimedTask();
    await mined(write.choose([rival], { account: operator }));
    await mined(prove(task, await proofOf(task, prover)));
  });
});
