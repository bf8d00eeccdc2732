import assert from "node:assert/strict";
import { mined } from "../support/expect.ts";
import { dataHash, proofOf, prove, settledTask, submitTask } from "../support/tasks.ts";
import {
  actors,
  itMeasures,
  program,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  taskManager,
  terms,
  version,
} from "../support/world.ts";

// Ethereum's rules, a key of two public inputs, a flat reward in IOTX without a rebate, no dApp; prover and project have
// been paid before. The first task of all pays for new storage on top.
const limits = { submit: 75_500n, claim: 46_500n, prove: 277_500n };

describe("The gas of a task", () => {
  beforeEach(reset);

  itMeasures("stays below its limits from submission to settlement, with the proof verified on chain", async () => {
    const flat = { ...terms, minReward: terms.maxReward };
    await mined(projectRegistry.write.setRewardTerms([projectId, flat], { account: actors.owner }));
    await mined(proverRegistry.write.setRebateRatio([0], { account: actors.prover }));
    await settledTask(5n, 0n);

    const inputs = [{ inputHash: program.inputHashOf(7n), dataHash }];
    const submit = await mined(taskManager.write.submit([projectId, version, 1n, inputs], { account: actors.gateway }));
    const task = await submitTask(7n, 2n);
    const claim = await mined(taskManager.write.claim([task.spec], { account: actors.operator }));
    const settle = await mined(prove(task, await proofOf(task)));

    const used = { submit: submit.gasUsed, claim: claim.gasUsed, prove: settle.gasUsed };
    for (const [name, limit] of Object.entries(limits)) {
      const gas = used[name as keyof typeof used];
      assert.ok(gas <= limit, `${name} costs ${gas}, more than ${limit}`);
    }
  });
});
